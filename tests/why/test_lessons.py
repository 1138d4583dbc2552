"""Every tensor of the lessons has an answer at every moment, and the end agrees with PyTorch."""

from typing import Any

import pytest
import torch

from chainrule.capture import run
from chainrule.lessons import find
from chainrule.why import as_text, why
from tests.why.test_leaves import verdict_of

SLUGS = ("linear-regression", "dead-relu", "nan", "convolution", "attention", "detach", "rnn")


@pytest.mark.parametrize("slug", SLUGS)
def test_lesson(slug: str) -> None:
    lesson = find(slug)
    assert lesson is not None
    trace = run(lesson.program)
    for tensor in range(len(trace.tensors)):
        for at in range(-1, len(trace.steps)):
            answer = why(trace, tensor, at)
            assert answer.sentence.endswith(".")
            assert "{" not in as_text(trace, answer)
    names: dict[str, Any] = {}
    torch.manual_seed(0)
    exec(compile(lesson.program, "program.py", "exec"), names)
    asked = 0
    for index, each in enumerate(trace.tensors):
        leaf = names.get(each.name or "")
        if each.is_leaf and isinstance(leaf, torch.Tensor) and leaf.is_leaf:
            asked += 1
            assert why(trace, index).verdict in verdict_of(leaf.grad), each.name
    assert asked
