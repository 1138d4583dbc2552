"""Local derivatives held against finite differences, without autograd."""

import pytest

from chainrule.capture import run
from chainrule.trace import BackwardStep, Options, Trace

HEAD = "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n"


def differences(trace: Trace) -> dict[str, list[float | None]]:
    return {
        str(trace.nodes[step.node].grad_fn): [each.difference for each in step.local]
        for step in trace.steps
        if isinstance(step, BackwardStep)
    }


def test_smooth_operations_agree() -> None:
    trace = run(
        HEAD + "model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.LayerNorm(3))\n"
        "F.cross_entropy(model(torch.randn(2, 2)), torch.tensor([0, 2])).backward()\n"
    )
    found = differences(trace)
    assert {"AddmmBackward0", "TanhBackward0", "NllLossBackward0", "TBackward0"} <= found.keys()
    for name, measured in found.items():
        assert measured, name
        assert all(each is not None and each < 1e-5 for each in measured), name


def test_a_wrong_derivative_would_be_seen() -> None:
    """At its kink ReLU has no derivative, and the measured slope is between the two sides'."""
    trace = run("import torch\nx = torch.zeros(1, requires_grad=True)\nx.relu().backward()\n")
    assert differences(trace)["ReluBackward0"] == [pytest.approx(0.5)]


def test_random_operations_and_custom_functions_are_not_repeated() -> None:
    trace = run(
        HEAD
        + """
calls = []
class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        calls.append(1)
        print("forward")
        return x * 2
    @staticmethod
    def backward(ctx, g):
        print("backward")
        return g * 2
x = torch.ones(4, requires_grad=True)
Double.apply(F.dropout(x, 0.5)).sum().backward()
"""
    )
    assert trace.output == "forward\nbackward\n"
    assert differences(trace)["DoubleBackward"] == []
    assert differences(trace)["MulBackward0"] == [None]


def test_the_budget_bounds_the_checks() -> None:
    program = "import torch\nx = torch.ones(8, requires_grad=True)\nx.sin().sum().backward()\n"
    found = differences(run(program, options=Options(checks=16)))
    assert found["SumBackward0"][0] is not None
    assert found["SinBackward0"] == [None]


def test_rounding_where_large_terms_cancel_is_no_hook_between_the_numbers() -> None:
    trace = run(
        HEAD + "x = torch.tensor([[1.0]], requires_grad=True)\n"
        "y = torch.tensor([[0.1], [0.1]]) @ x\n"
        "(y * torch.tensor([[1e6 + 0.125], [-1e6]])).sum().backward()\n"
        "t = torch.ones(1, requires_grad=True) * 1\n"
        "(t * 1e8 + t - t * 1e8).sum().backward()\n"
    )
    assert trace.error is None
    notes = [step.local_note for step in trace.steps if isinstance(step, BackwardStep)]
    assert notes
    assert not any(notes)
