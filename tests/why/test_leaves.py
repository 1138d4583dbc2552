"""Of each leaf, PyTorch says what its `.grad` is, and the answer says the same and why."""

import contextlib
from typing import Any

import pytest
import torch

from chainrule.capture import run
from chainrule.trace import Trace
from chainrule.why import Answer, Verdict, tensor_called, why
from tests.why.case import Case
from tests.why.cases import LEAVES


def asked(trace: Trace, name: str) -> Answer:
    """The answer for the tensor of that name or path."""
    return why(trace, tensor_called(trace, name))


def gradient(case: Case) -> torch.Tensor | None:
    """What PyTorch says, without any recording."""
    torch.manual_seed(0)
    names: dict[str, Any] = {}
    with contextlib.suppress(ValueError, RuntimeError):
        exec(compile(case.program, "program.py", "exec"), names)
    leaf = names.get(case.tensor)
    if leaf is None:
        owner = names.get("net", names.get("e"))
        leaf = owner.get_parameter(case.tensor)
    grad: torch.Tensor | None = leaf.grad
    return grad


def verdict_of(grad: torch.Tensor | None) -> set[Verdict]:
    """The verdicts that the fact allows."""
    if grad is None:
        return {"none"}
    if grad.isnan().any():
        return {"nan"}
    if grad.isinf().any():
        return {"infinite"}
    if not grad.count_nonzero():
        return {"zero"}
    if float(grad.abs().max()) < 1e-4:
        return {"vanishing"}
    return {"nonzero", "some_zero"} if (grad == 0).any() else {"nonzero"}


@pytest.mark.parametrize("case", LEAVES, ids=[each.name for each in LEAVES])
def test_leaf(case: Case) -> None:
    answer = asked(run(case.program), case.tensor)
    assert answer.verdict in verdict_of(gradient(case)), answer
    said = " ".join((answer.sentence, *answer.more))
    assert (answer.verdict, answer.reason) == (case.verdict, case.reason), said
    for words in case.says:
        assert words in said
