"""The document's promises, each held against torch itself on every program."""

from collections import Counter
from functools import cache
from typing import Any

import pytest
import torch

from chainrule.capture import run
from chainrule.capture.recorder import Recorder
from chainrule.trace import AccumulateStep, BackwardStep, Options, Pass, Trace
from tests.capture.oracle import Plain, run_plain
from tests.capture.programs import PROGRAMS

every_program = pytest.mark.parametrize("name", PROGRAMS)


@cache
def plain(name: str) -> Plain:
    return run_plain(PROGRAMS[name])


@cache
def recorded(name: str) -> Trace:
    options = Options(values="full")
    return run(PROGRAMS[name], options=options)


@every_program
def test_nothing_is_disturbed(name: str) -> None:
    """Variables, their `.grad` and the random numbers left are bit-identical to a plain run's."""
    expected = plain(name)
    torch.manual_seed(0)
    variables: dict[str, Any] = {"__name__": "__main__"}
    with Recorder(options=Options()):
        exec(compile(PROGRAMS[name], "<program>", "exec"), variables)
    assert torch.equal(torch.get_rng_state(), expected.random_state)
    for key, value in expected.variables.items():
        for one, two in zip(_tensors(value), _tensors(variables[key]), strict=True):
            assert _same(one, two), key


@every_program
def test_nothing_is_missing(name: str) -> None:
    """Every engine run's nodes and edges are below that pass's roots in the document."""
    expected, trace = plain(name), recorded(name)
    assert trace.error is None
    assert not any("could not be recorded" in note for note in trace.meta.notes)
    passes = [each for each in trace.passes if each.roots]
    for run_, pass_ in zip(expected.engine.runs, passes, strict=True):
        below = _below(trace, pass_)
        assert Counter(str(trace.nodes[each].grad_fn) for each in below) == Counter(run_.nodes)
        edges = [e for e in trace.edges if e.differentiable and e.target in below]
        assert len(edges) == run_.edges


@every_program
def test_the_order_and_the_gradients_are_the_engines(name: str) -> None:
    expected, trace = plain(name), recorded(name)
    steps = [step for step in trace.steps if _is_run_by_engine(trace, step)]
    assert [trace.nodes[step.node].grad_fn for step in steps] == expected.engine.order
    for step, arrived in zip(steps, expected.engine.arrived, strict=True):
        sums = (
            [each.sum for each in step.arrived]
            if isinstance(step, BackwardStep)
            else [step.incoming]
        )
        assert [_content(trace, each) for each in sums] == [_plain(each) for each in arrived]


@every_program
def test_replaying_accumulation_gives_each_grad(name: str) -> None:
    trace = recorded(name)
    for step in trace.steps:
        if isinstance(step, AccumulateStep) and step.incoming is not None:
            before = _content(trace, step.before) or 0.0
            incoming, after = _content(trace, step.incoming), _content(trace, step.after)
            total = _as_tensor(incoming) + _as_tensor(before)
            torch.testing.assert_close(_as_tensor(after), total, equal_nan=True)


@every_program
def test_local_derivatives_multiply(name: str) -> None:
    """What arrived, times the local derivative, is what left."""
    trace = recorded(name)
    for step in trace.steps:
        if not isinstance(step, BackwardStep) or not step.local:
            continue
        hooked = name in ("hooks of every kind",)
        for left in step.left:
            parts = [_product(trace, step, each) for each in step.local if each.input == left.input]
            if left.snapshot is None or not parts or hooked:
                continue
            found = _as_tensor(_content(trace, left.snapshot))
            total = torch.stack(parts).sum(0)
            keep = torch.isfinite(total) & torch.isfinite(found)
            loose = trace.snapshots[left.snapshot].dtype == "bfloat16"
            torch.testing.assert_close(
                total[keep], found[keep], rtol=1e-2 if loose else 1e-4, atol=1e-5
            )


@every_program
def test_the_same_run_gives_the_same_document(name: str) -> None:
    first, second = run(PROGRAMS[name]), run(PROGRAMS[name])
    assert first.id == second.id
    assert Trace.from_json(first.to_json()).to_json() == first.to_json()


@every_program
def test_every_shown_value_is_what_autograd_saved_or_the_program_holds(name: str) -> None:
    """A node that has an output shows its value; only what is said to be unseen shows none."""
    trace = recorded(name)
    for node in trace.nodes:
        if node.kind == "operation" and node.phase == "forward" and node.outputs in ((), (None,)):
            assert node.note, node


def _product(trace: Trace, step: BackwardStep, local: Any) -> torch.Tensor:
    arrived = next(each.sum for each in step.arrived if each.output == local.output)
    jacobian = trace.snapshots[local.snapshot]
    matrix = torch.tensor(jacobian.values, dtype=torch.float64)
    if arrived is None:
        return torch.zeros(1, dtype=torch.float64)
    upstream = _as_tensor(_content(trace, arrived)).reshape(1, -1)
    return (upstream @ matrix.reshape(upstream.numel(), -1)).reshape(-1)


def _as_tensor(numbers: Any) -> torch.Tensor:
    if not isinstance(numbers, list):
        return torch.tensor(numbers, dtype=torch.float64)
    return (
        torch.tensor([complex(each) for each in numbers])
        if _is_complex(numbers)
        else (torch.tensor([float(each) for each in numbers], dtype=torch.float64))
    )


def _is_complex(numbers: list[Any]) -> bool:
    return any(isinstance(each, complex) for each in numbers)


def _is_run_by_engine(trace: Trace, step: Any) -> bool:
    """Not so what `torch.autograd.grad` returns for a leaf, whose node never runs."""
    if isinstance(step, AccumulateStep):
        return True
    return isinstance(step, BackwardStep) and trace.nodes[step.node].kind == "operation"


def _below(trace: Trace, pass_: Pass) -> set[int]:
    sources: dict[int, list[int]] = {}
    for edge in trace.edges:
        if edge.differentiable:
            sources.setdefault(edge.target, []).append(edge.source)
    found: set[int] = set()
    stack = [root.node for root in pass_.roots]
    while stack:
        node = stack.pop()
        if node not in found:
            found.add(node)
            stack.extend(sources.get(node, []))
    return found


def _content(trace: Trace, snapshot: int | None) -> Any:
    if snapshot is None:
        return None
    values = trace.snapshots[snapshot].values
    return None if values is None else [_plain_number(each) for each in values]


def _plain(values: Any) -> Any:
    return None if values is None else [_plain_number(each) for each in values]


def _plain_number(number: Any) -> Any:
    """NaN equals itself here."""
    return "nan" if number != number else number


def _tensors(value: Any) -> list[torch.Tensor]:
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, torch.nn.Module):
        return [*value.parameters(), *value.buffers()]
    if isinstance(value, list | tuple):
        return [tensor for each in value for tensor in _tensors(each)]
    return []


def _same(one: torch.Tensor, two: torch.Tensor) -> bool:
    if (one.grad is None) != (two.grad is None) if one.is_leaf else False:
        return False
    if one.is_leaf and one.grad is not None and not _same(one.grad.detach(), two.grad.detach()):
        return False
    dense = [each.detach().to_dense() if each.is_sparse else each.detach() for each in (one, two)]
    return one.dtype == two.dtype and torch.allclose(
        dense[0].reshape(-1), dense[1].reshape(-1), rtol=0, atol=0, equal_nan=True
    )
