"""Sharp edges, each test named for one, held against torch alone."""

import subprocess
import sys
import weakref
from typing import Any

import pytest
import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

import chainrule
from chainrule.trace import (
    AccumulateStep,
    BackwardStep,
    ForwardStep,
    Options,
    Trace,
)
from tests.capture.recording import HEAD, recorded, values


def test_detach_in_place_begins_a_graph_of_its_own() -> None:
    trace = recorded("""
x = torch.ones(2, requires_grad=True)
h = x * 2
h.detach_()
h.requires_grad_()
(h * h).sum().backward()
""")
    ran = [
        trace.nodes[step.node].grad_fn
        for step in trace.steps
        if isinstance(step, BackwardStep | AccumulateStep)
    ]
    assert ran == ["SumBackward0", "MulBackward0", "AccumulateGrad"]
    (product,) = (n for n, node in enumerate(trace.nodes) if node.expression == "h * h")
    sources = {e.source for e in trace.edges if e.target == product and e.differentiable}
    assert [trace.nodes[each].grad_fn for each in sources] == ["AccumulateGrad"]


def test_a_reentrant_checkpoint_computes_again_in_sight() -> None:
    """The forward pass inside the backward pass has nodes, values and modules of its own."""
    trace = recorded("""
layer = nn.Linear(2, 2)
x = torch.ones(1, 2, requires_grad=True)
run = torch.utils.checkpoint.checkpoint
run(lambda t: layer(t).tanh(), x, use_reentrant=True).sum().backward()
""")
    assert [each.phase for each in trace.passes] == ["forward", "backward"] * 2 + ["backward"]
    first, again = (
        step
        for step in trace.steps
        if isinstance(step, ForwardStep)
        and trace.nodes[step.node].op in ("checkpoint_function", "tanh")
    )
    assert values(trace, first.outputs[0]) == values(trace, again.outputs[0])
    assert trace.nodes[again.node].expression == "layer(t).tanh()"
    assert "computed again" in str(trace.nodes[again.node].note)
    (copied,) = (n for n, node in enumerate(trace.nodes) if node.op == "detach")
    (leaf,) = (each.target for each in trace.edges if each.source == copied)
    assert (trace.nodes[leaf].kind, trace.nodes[leaf].grad_fn) == ("leaf", "AccumulateGrad")


def test_writes_into_parts_of_a_tensor_inside_one_call_leave_the_whole_of_it() -> None:
    trace = recorded("""
x = torch.tensor([[[1.0, 2.0, 3.0]]], requires_grad=True)
F.pad(x * 1, (1, 1), mode="circular").sum().backward()
""")
    writes = [n for n, node in enumerate(trace.nodes) if node.op == "copy_slices"]
    held = [
        step.outputs[0]
        for step in trace.steps
        if isinstance(step, ForwardStep) and step.node in writes
    ]
    assert [values(trace, each) for each in held] == [None, None, (3.0, 1.0, 2.0, 3.0, 1.0)]
    assert "not written yet" in str(trace.nodes[writes[0]].note)


def test_a_write_to_a_part_reads_as_the_assignment_that_the_user_wrote() -> None:
    trace = recorded("""
x = torch.ones(3, 2) * torch.ones(1, requires_grad=True)
x[0] = 5
for row in range(1):
    x[row, 1] = (
        x[2, 1] + 1
    )
if True: x[1] = x[2] = 0
x[2] += 1
""")
    words = [node.expression for node in trace.nodes if node.op == "copy_slices"]
    assert words[:2] == ["x[0] = 5", "x[row, 1] = ( x[2, 1] + 1 )"]
    assert words[2:] == ["x[1] = x[2] = 0"] * 2 + ["x[2] += 1"] * 2


def test_a_tensor_without_a_name_whose_numbers_are_in_the_text_is_a_constant() -> None:
    trace = recorded("""
x = torch.ones(2)
y = x * torch.tensor(2.0) + torch.randn(2) + torch.ones(2, requires_grad=True)
""")
    roles = [
        each.role
        for each in trace.tensors
        if each.is_leaf and each.node is not None and trace.nodes[each.node].kind == "leaf"
    ]
    assert roles == ["data", "constant", "data", "parameter"]


def test_the_inside_of_a_large_call_is_looked_at_where_it_is_a_view_or_cheap() -> None:
    """Of more elements than are repeated freely; the values are torch's own."""
    program = """
x = torch.randn(2, 3, 300, requires_grad=True)
w = torch.randn(300, 300, requires_grad=True)
y = F.linear(x, w, torch.ones(300))
q = torch.randn(1, 2, 150, 120, requires_grad=True).transpose(2, 3)
k = torch.randn(1, 2, 150, 120, requires_grad=True)
p = q @ k
e = F.cross_entropy(y.flatten(0, 1) @ w, torch.zeros(6, dtype=torch.long))
r = torch.einsum("ij,kj->ik", x[0], w)
"""
    trace = chainrule.run(HEAD + program, options=Options(values="full", full=100_000))
    held = {
        (trace.nodes[step.node].expression, trace.nodes[step.node].grad_fn): [
            torch.tensor(values(trace, each)).reshape(trace.snapshots[each].shape)
            for each in step.outputs
            if each is not None
        ]
        for step in trace.steps
        if isinstance(step, ForwardStep)
    }
    assert not [node.note for node in trace.nodes if node.note]
    leaves = [each for each in trace.tensors if each.name == "w"]
    (kept,) = (
        n
        for n, each in enumerate(trace.snapshots)
        if each.tensor == trace.tensors.index(leaves[0]) and each.of == "value"
    )
    w = torch.tensor(values(trace, kept)).reshape(300, 300)
    linear = "F.linear(x, w, torch.ones(300))"
    assert torch.equal(held[linear, "TBackward0"][0], w.t())
    inner, outer = held[linear, "AddmmBackward0"][0], held[linear, "ViewBackward0"][0]
    assert inner.shape == (6, 300)
    assert torch.equal(inner.reshape(-1), outer.reshape(-1))
    product, result = held["q @ k", "BmmBackward0"][0], held["q @ k", "UnsafeViewBackward0"][0]
    assert product.shape == (2, 120, 120)
    assert torch.equal(product, result[0])
    scores = held[
        "F.cross_entropy(y.flatten(0, 1) @ w, torch.zeros(6, dtype=torch.long))",
        "LogSoftmaxBackward0",
    ][0]
    torch.testing.assert_close(scores.exp().sum(1), torch.ones(6))


def test_a_value_written_under_no_grad_is_what_goes_along_the_differentiable_edge() -> None:
    trace = recorded("""
x = torch.ones(2, requires_grad=True)
y = x * 2
with torch.no_grad():
    y.add_(1)
z = y + x
z.sum().backward()
""")
    (reader,) = (
        step
        for step in trace.steps
        if isinstance(step, ForwardStep) and trace.nodes[step.node].expression == "y + x"
    )
    along = {
        trace.edges[each.edge].source: values(trace, each.snapshot)
        for each in reader.inputs
        if trace.edges[each.edge].differentiable
    }
    assert sorted(along.values()) == [(1.0, 1.0), (3.0, 3.0)]


def test_another_thread_is_announced_by_name() -> None:
    program = """
import threading
x = torch.ones(2, requires_grad=True)
def work():
    (x * 2).sum().backward()
thread = threading.Thread(target=work)
thread.start()
thread.join()
"""
    first, second = recorded(program), recorded(program)
    assert any("'Thread (work)'" in note for note in first.meta.notes)
    assert first.id == second.id


def test_a_recording_inside_a_recorded_program_takes_nothing_from_it() -> None:
    trace = recorded("""
import chainrule
x = torch.ones(2, requires_grad=True)
with chainrule.record() as inner:
    (x * 2).sum().backward()
assert len(inner.trace.nodes) == 3
(x * 3).sum().backward()
""")
    assert trace.error is None
    assert len([each for each in trace.passes if each.roots]) == 2


def test_finite_differences_are_not_taken_from_what_was_written_since() -> None:
    trace = recorded("""
cell = nn.LSTMCell(2, 3)
hidden, state = cell(torch.randn(1, 2))
hidden, state = cell(torch.randn(1, 2), (hidden, state))
hidden.sum().backward()
""")
    steps = [each for each in trace.steps if isinstance(each, BackwardStep)]
    found = [e.difference for step in steps for e in step.local if e.difference is not None]
    assert found
    assert max(found) < 1e-4


@pytest.mark.parametrize("mode", [TorchFunctionMode, TorchDispatchMode])
def test_a_mode_of_the_programs_sees_only_the_programs_calls(mode: Any) -> None:
    def watched() -> list[str]:
        seen: list[str] = []

        class Watching(mode):  # type: ignore[misc]
            def __torch_function__(
                self, func: Any, types: Any, args: Any = (), kw: Any = None
            ) -> Any:
                seen.append(func.__name__)
                return func(*args, **(kw or {}))

            def __torch_dispatch__(
                self, func: Any, types: Any, args: Any = (), kw: Any = None
            ) -> Any:
                seen.append(str(func))
                return func(*args, **(kw or {}))

        layer, x = torch.nn.Linear(2, 2), torch.ones(1, 2, requires_grad=True)
        with Watching():
            loss = (layer(x) * 2).sum()
            loss.backward()
        return seen

    with chainrule.record():
        seen = watched()
    assert seen == watched()


def test_a_tensor_class_of_the_programs_sees_only_the_programs_calls() -> None:
    def watched() -> list[str]:
        seen: list[str] = []

        class Ours(torch.Tensor):
            @classmethod
            def __torch_function__(
                cls, func: Any, types: Any, args: Any = (), kwargs: Any = None
            ) -> Any:
                seen.append(func.__name__)
                return super().__torch_function__(func, types, args, kwargs or {})

        x = torch.ones(3).as_subclass(Ours).requires_grad_()
        (x * 2 + 1).sum().backward()
        return seen

    with chainrule.record():
        seen = watched()
    assert seen == watched()


def test_looking_at_variables_keeps_none_of_them_alive() -> None:
    class Mine:
        pass

    def program() -> tuple[bool, int]:
        mine = Mine()
        there = weakref.ref(mine)
        x = torch.ones(2, requires_grad=True)
        x * 2
        shown = locals()
        kept = len(shown)
        shown = {}
        x * 3
        del mine
        return there() is None, kept

    with chainrule.record():
        gone, kept = program()
    assert gone
    assert kept >= 3


def test_recording_does_not_import_the_compiler() -> None:
    program = (
        "import sys, chainrule\n"
        "chainrule.run('''import torch\n"
        "layer = torch.nn.Linear(2, 2)\n"
        "layer(torch.ones(1, 2)).sum().backward()\n''')\n"
        "assert 'torch._dynamo' not in sys.modules and 'sympy' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120)


def test_what_a_distribution_computes_in_its_constructor_is_the_programs() -> None:
    trace = recorded("""
logits = torch.tensor([0.5, 1.0], requires_grad=True)
loss = -torch.distributions.Categorical(logits=logits).log_prob(torch.tensor(1))
loss.backward()
""")
    made = {node.grad_fn: node.line for node in trace.nodes if node.kind == "operation"}
    assert made["LogsumexpBackward0"] == made["SubBackward0"] == 6


def test_memory_that_nobody_has_written_is_not_shown() -> None:
    trace = recorded("""
w = torch.ones(2, 3, requires_grad=True)
u = w.new_empty(2, 3)
u[0] = 1.0
half = (u * w).sum()
u[1].copy_(w[1].detach())
full = (u * w).sum()
""")
    shown = [trace.snapshots[step.outputs[0] or 0] for step in _forward(trace, "u * w")]
    read = [
        trace.snapshots[each.snapshot or 0]
        for step in _forward(trace, "u * w")
        for each in step.inputs
        if trace.edges[each.edge].argument == "input"
    ]
    assert [each.values is None for each in read] == [True, False]
    assert "not written yet" in str(read[0].note)
    assert shown[1].values == (1.0,) * 6


def _forward(trace: Trace, expression: str) -> list[ForwardStep]:
    return [
        step
        for step in trace.steps
        if isinstance(step, ForwardStep) and trace.nodes[step.node].expression == expression
    ]


def test_a_tensor_is_met_before_the_graph_is_written_into_it() -> None:
    trace = recorded("""
total = torch.zeros(1)
w = torch.ones(1, requires_grad=True)
total += (w * 3).detach()
total += 1.0
torch.mul(total, 2, out=(twice := torch.empty(1)))
""")
    names = {each.name: n for n, each in enumerate(trace.tensors)}
    held = {
        each.values for each in trace.snapshots if each.tensor == names["twice"] and each.values
    }
    assert held == {(8.0,)}
    (start,) = (n for n, node in enumerate(trace.nodes) if node.op == "data")
    first = trace.nodes[start].outputs[0]
    assert next(each.values for each in trace.snapshots if each.tensor == first) == (0.0,)


def test_vmap_over_a_gradient_loses_nothing() -> None:
    trace = recorded("""
f = lambda w, a: (w * a).tanh().sum()
torch.func.vmap(torch.func.grad(f), in_dims=(None, 0))(torch.randn(2), torch.randn(3, 2))
""")
    assert not [each for each in trace.meta.notes if "could not be recorded" in each]


def test_a_gradient_of_zeros_without_memory_is_zeros() -> None:
    trace = recorded("""
x = torch.tensor([1.0, -2.0], requires_grad=True)
torch.sgn(x).sum().backward()
""")
    assert trace.meta.notes == ()
    (grad,) = (step for step in trace.steps if isinstance(step, AccumulateStep))
    assert values(trace, grad.incoming) == (0.0, 0.0)


def test_finite_differences_are_of_the_output_that_the_node_made() -> None:
    trace = recorded("""
w = torch.ones(1, requires_grad=True)
both = torch.broadcast_tensors(torch.ones(2, requires_grad=True), w)
(both[0] * both[1]).sum().backward()
""")
    assert [
        local.difference
        for step in trace.steps
        if isinstance(step, BackwardStep) and trace.nodes[step.node].op == "expand"
        for local in step.local
    ] == [None]
