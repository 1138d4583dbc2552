"""Of tensors inside the graph, PyTorch says what passed through them, and the answer says why."""

from typing import Any

import pytest
import torch

from chainrule.capture import run
from chainrule.trace import Trace
from chainrule.why import Reason, Verdict, why
from tests.why.case import V, W
from tests.why.test_leaves import asked

INNER: dict[str, tuple[str, Verdict, Reason, str]] = {
    "no retain_grad": (
        "h = w * 2\nloss = (h * 1.5).sum()",
        "none",
        "not_retained",
        "gradient up to 1.5 passed through at step 6",
    ),
    "retain_grad": (
        "h = w * 2\nh.retain_grad()\nloss = (h * 1.5).sum()",
        "nonzero",
        "flows",
        "up to 1.5",
    ),
    "dead ReLU": ("h = w - 10\nloss = torch.relu(h).sum()", "zero", "dead_relu", "all 3 inputs"),
    "times zero": ("h = w * 2\nloss = (h * 0).sum()", "zero", "multiplied_by_zero", "h * 0"),
    "unused output of split": (
        "h, other, last = w.split(1)\nloss = (other * last).sum()",
        "none",
        "unused_output",
        "w.split(1)",
    ),
    "unused values of topk": (
        "h, other = (w * 2).split([1, 2])\nloss = other.sum()",
        "none",
        "unused_output",
        "its other outputs are",
    ),
    "never used": ("h = w * 2\nloss = w.sum()", "none", "unused", "nothing uses h"),
    "detached afterwards": (
        "h = w * 2\nk = h.detach() * w\nloss = k.sum()",
        "none",
        "detached",
        "h.detach()",
    ),
    "a NaN": (
        "h = w * 0\nloss = torch.where(h > 0, torch.sqrt(h), 0.0).sum()",
        "nan",
        "born_in_gradient",
        "0 × ∞ is NaN",
    ),
}


def passed_through(program: str) -> torch.Tensor | None:
    """The gradient that `h` gets, by `torch.autograd.grad`, without any recording."""
    names: dict[str, Any] = {}
    exec(compile(program, "program.py", "exec"), names)
    (grad,) = torch.autograd.grad(names["loss"], names["h"], allow_unused=True)
    found: torch.Tensor | None = grad
    return found


@pytest.mark.parametrize("name", INNER)
def test_inner(name: str) -> None:
    program, verdict, reason, says = INNER[name]
    answer = asked(run(f"{W}{program}\nloss.backward()"), "h")
    assert (answer.verdict, answer.reason) == (verdict, reason), answer
    assert says in answer.sentence
    grad = passed_through(W + program)
    assert (grad is None) == (verdict == "none" and reason != "not_retained")
    if grad is not None:
        assert grad.isnan().any() == (verdict == "nan")
        assert (not grad.any()) == (verdict == "zero")


UNTRACKED: dict[str, tuple[str, Reason]] = {
    "made from what was detached": ("h = w.detach() * 2 + 1", "detached"),
    "made under no_grad": ("with torch.no_grad():\n    h = w * 2", "no_grad"),
    "made under inference_mode": ("with torch.inference_mode():\n    h = w * 2", "inference_mode"),
    "an index": ("h = w.argmax()", "argmax"),
    "indices beside values": ("k, h = w.max(0)", "integer"),
    "a comparison": ("h = w > 0", "argmax"),
    "made from data only": ("x = torch.ones(3)\nh = x * 2", "requires_grad_false"),
    "made from integers": ("x = torch.arange(3)\nh = x * 2", "integer"),
}


@pytest.mark.parametrize("name", UNTRACKED)
def test_untracked(name: str) -> None:
    program, reason = UNTRACKED[name]
    names: dict[str, Any] = {}
    exec(compile(W + program, "program.py", "exec"), names)
    assert not names["h"].requires_grad
    answer = asked(run(W + program), "h")
    assert (answer.verdict, answer.reason) == ("none", reason), answer.sentence


def test_the_gradient_of_a_gradient() -> None:
    trace = run(W + "(w * 2).sum().backward()\nh = w.grad * 2")
    assert asked(trace, "w.grad").reason == "is_gradient"


def kinds(trace: Trace, name: str) -> list[tuple[Verdict, Reason]]:
    """The answers before the first step and after each."""
    index = next(i for i, each in enumerate(trace.tensors) if each.name == name)
    found = [why(trace, index, at) for at in range(-1, len(trace.steps))]
    return [(each.verdict, each.reason) for each in found]


def test_a_leaf_through_time() -> None:
    """None before backward, a gradient after it, None again when it is cleared."""
    program = W + "loss = (w * 2).sum()\nloss.backward()\nw.grad = None"
    trace = run(program)
    accumulated = [each.kind for each in trace.steps].index("accumulate")
    answers = kinds(trace, "w")
    assert set(answers[: accumulated + 1]) <= {("none", "not_yet"), ("none", "not_asked")}
    assert answers[0] == ("none", "not_yet")
    assert answers[accumulated + 1] == ("nonzero", "flows")
    assert answers[-1] == ("none", "cleared")


def test_while_the_pass_is_on_its_way() -> None:
    """After the first backward steps, the gradient has not come down to the leaf yet."""
    trace = run(W + "loss = (w * 2).sum()\nloss.backward()")
    first = next(each.first for each in trace.passes if each.phase == "backward")
    assert why(trace, 0, first).reason == "not_yet"


def test_a_tensor_before_it_is_made() -> None:
    trace = run(W + "h = w * 2\nloss = (h * 2).sum()\nloss.backward()")
    answers = kinds(trace, "h")
    assert answers[0] == ("none", "not_made_yet")
    assert answers[1] == ("none", "not_yet")
    assert answers[-1] == ("none", "not_retained")


def test_the_second_iteration() -> None:
    """Each iteration's answer is its own."""
    program = W + (
        "for scale in (0.0, 1.0):\n    w.grad = None\n    loss = (w * scale).sum()\n"
        "    loss.backward()"
    )
    trace = run(program)
    ends = [number for number, each in enumerate(trace.steps) if each.kind == "accumulate"]
    assert [why(trace, 0, each).verdict for each in ends] == ["zero", "nonzero"]


def test_two_paths_lost_in_different_ways() -> None:
    program = W + "loss = torch.relu(w - 10).sum() + torch.round(w).sum()\nloss.backward()"
    answer = asked(run(program), "w")
    said = " ".join((answer.sentence, *answer.more))
    assert answer.verdict == "zero"
    assert "dead ReLU" in said
    assert "step function" in said
    assert len(answer.nodes) == 2


def test_the_evidence_leads_from_the_operation_to_the_tensor() -> None:
    program = V + "h = w * v\nk = h + 1\nloss = torch.relu(k - 100).sum()\nloss.backward()"
    trace = run(program)
    answer = asked(trace, "w")
    ends = {trace.edges[each].source for each in answer.edges}
    assert trace.nodes[answer.nodes[0]].op == "relu"
    assert trace.tensors[answer.tensor].node in ends
    assert trace.steps[answer.steps[0]].kind == "backward"


def test_a_view_inside_a_call_is_not_called_by_the_parameters_name() -> None:
    trace = run("""
import torch
from torch import nn
model = nn.Linear(2, 1)
values, indices = model(torch.ones(3, 2)).topk(2, dim=0)
picked = torch.ones(3)[indices]
values.sum().backward()
""")
    turned = next(n for n, each in enumerate(trace.tensors) if each.grad_fn == "TBackward0")
    assert "the view of weight is not a leaf" in why(trace, turned).sentence
    picked = next(n for n, each in enumerate(trace.tensors) if each.name == "picked")
    assert "whole numbers have no derivative" in why(trace, picked).sentence
