"""Kinds of programs that go round Python's view of torch: recorded, or announced by name."""

import subprocess
import sys

import pytest

from chainrule.capture import run
from chainrule.trace import AccumulateStep, Trace

HEAD = (
    "import torch, warnings\nfrom torch import nn\nwarnings.simplefilter('ignore')\n"
    "w = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)\n"
)
NESTED = "torch.nested.as_nested_tensor([w[:1], w], layout=torch.{layout})"


def grads(trace: Trace) -> list[object]:
    """What each accumulation left in `.grad`."""
    steps = [each for each in trace.steps if isinstance(each, AccumulateStep)]
    return [trace.snapshots[each.after or 0].values for each in steps]


def test_jit_trace_is_announced_and_what_it_made_is_recorded() -> None:
    trace = run(
        HEAD + "f = torch.jit.trace(lambda x: x * x, (torch.ones(3),))\nf(w).sum().backward()"
    )
    assert trace.error is None
    assert any("torch.jit.trace" in each for each in trace.meta.notes)
    assert grads(trace) == [(2.0, 4.0, 6.0)]


@pytest.mark.parametrize("layout", ["strided", "jagged"])
def test_nested_tensors_are_announced(layout: str) -> None:
    made = NESTED.format(layout=layout)
    trace = run(HEAD + f"y = ({made} * 2).to_padded_tensor(0.0)\ny.sum().backward()\nprint(w.grad)")
    assert trace.output == "tensor([4., 2., 2.])\n"
    assert any("nested tensor" in each for each in trace.meta.notes)
    assert grads(trace)[-1] == (4.0, 2.0, 2.0)


@pytest.mark.parametrize("layout", ["strided", "jagged"])
def test_a_failing_call_with_a_nested_tensor_is_explained(layout: str) -> None:
    trace = run(HEAD + f"y = {NESTED.format(layout=layout)}\ny @ torch.ones(7, 7, 7)")
    assert trace.error is not None
    assert trace.error.line == 6


def test_what_was_compiled_before_runs_eagerly_and_is_announced() -> None:
    program = """
import torch, chainrule
w = torch.ones(3, requires_grad=True)
f = torch.compile(lambda x: (x * x).sum(), backend="eager", fullgraph=True)
f(w)
for _ in range(2):
    with chainrule.record() as recording:
        f(w).backward()
    with chainrule.record() as other:
        (w * 2).sum().backward()
    assert not other.trace.meta.notes
    ops = [each.op for each in recording.trace.nodes]
    assert ops == ["parameter", "mul", "sum"], ops
    assert any("torch.compile" in each for each in recording.trace.meta.notes)
from torch._dynamo import eval_frame
assert eval_frame._stance.stance == "default"
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=300)


def test_grads_in_batches_are_announced_as_such() -> None:
    trace = run(HEAD + "torch.autograd.grad(w**2, w, torch.eye(3), is_grads_batched=True)")
    assert any("torch.vmap" in str(each.note) for each in trace.snapshots if each.of == "grad")
