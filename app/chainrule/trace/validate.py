"""Every index in a document points at something that is there, and its parts fit together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from chainrule.trace.errors import BrokenTrace
from chainrule.trace.order import check_order
from chainrule.trace.ports import check_ports
from chainrule.trace.sizes import check_sizes
from chainrule.trace.steps import (
    AccumulateStep,
    BackwardStep,
    ErrorStep,
    ForwardStep,
    HookStep,
    Step,
    Term,
    UpdateStep,
    ZeroGradStep,
)

if TYPE_CHECKING:
    from chainrule.trace.document import Trace

__all__ = ["validate"]

# (what points, the array it points into, the index or None)
Reference = tuple[str, str, int | None]


def validate(trace: Trace) -> None:
    """Raise `BrokenTrace` at the first thing that is wrong; each check takes linear time."""
    for what, array, index in _references(trace):
        length = len(getattr(trace, array))
        if index is not None and not 0 <= index < length:
            raise BrokenTrace(f"{what} points at {array}[{index!r:.30}], and there are {length}.")
    check_sizes(trace)
    check_ports(trace)
    check_order(trace)


def _references(trace: Trace) -> Iterator[Reference]:
    yield from _structure(trace)
    for number, step in enumerate(trace.steps):
        what = f"steps[{number}]"
        for array, index in _of_step(step):
            yield what, array, index


def _structure(trace: Trace) -> Iterator[Reference]:
    for number, module in enumerate(trace.modules):
        yield f"modules[{number}]", "modules", module.parent
        yield from _all(f"modules[{number}]", "calls", module.calls)
    for number, call in enumerate(trace.calls):
        yield f"calls[{number}]", "modules", call.module
        yield f"calls[{number}]", "calls", call.parent
    for number, tensor in enumerate(trace.tensors):
        yield f"tensors[{number}]", "nodes", tensor.node
    for number, snapshot in enumerate(trace.snapshots):
        yield f"snapshots[{number}]", "tensors", snapshot.tensor
    for number, node in enumerate(trace.nodes):
        yield f"nodes[{number}]", "calls", node.call
        yield from _all(f"nodes[{number}]", "tensors", node.outputs)
        yield from _all(f"nodes[{number}]", "tensors", (kept.tensor for kept in node.saved))
    for number, edge in enumerate(trace.edges):
        yield from _all(f"edges[{number}]", "nodes", (edge.source, edge.target))
        yield f"edges[{number}]", "tensors", edge.tensor
    for root in (root for each in trace.passes for root in each.roots):
        yield "a root", "nodes", root.node
        yield "a root", "snapshots", root.gradient
    if trace.error:
        yield "the error", "steps", trace.error.step
        yield "the error", "nodes", trace.error.node


def _all(what: str, array: str, indices: Iterable[int | None]) -> Iterator[Reference]:
    return ((what, array, index) for index in indices)


def _of_step(step: Step) -> Iterator[tuple[str, int | None]]:
    match step:
        case ForwardStep():
            yield "nodes", step.node
            yield from (("edges", each.edge) for each in step.inputs)
            yield from (("snapshots", each.snapshot) for each in step.inputs)
            yield from (("snapshots", each) for each in step.outputs)
        case BackwardStep():
            yield from _of_backward(step)
        case AccumulateStep():
            yield "nodes", step.node
            yield "tensors", step.tensor
            yield from _of_terms(step.terms)
            yield from (("snapshots", each) for each in (step.before, step.incoming, step.after))
        case UpdateStep():
            yield "tensors", step.tensor
            yield "nodes", step.node
            yield from (("snapshots", each) for each in (step.before, step.grad, step.after))
            for state in (*step.state_before, *step.state_after):
                yield "snapshots", state.snapshot
        case ZeroGradStep():
            for each in step.cleared:
                yield "tensors", each.tensor
                yield "snapshots", each.before
                yield "snapshots", each.after
        case HookStep():
            yield "nodes", step.node
            yield from (("snapshots", each) for each in (step.before, step.after))
        case ErrorStep():
            yield "nodes", step.node
            yield from (("edges", each.edge) for each in step.inputs)
            yield from (("snapshots", each.snapshot) for each in step.inputs)
        case _:
            return


def _of_backward(step: BackwardStep) -> Iterator[tuple[str, int | None]]:
    yield "nodes", step.node
    yield "steps", step.forward
    yield "snapshots", step.retained
    for arrival in step.arrived:
        yield "snapshots", arrival.sum
        yield from _of_terms(arrival.terms)
    for departure in step.left:
        yield "edges", departure.edge
        yield "snapshots", departure.snapshot
    for local in step.local:
        yield "snapshots", local.snapshot


def _of_terms(terms: tuple[Term, ...]) -> Iterator[tuple[str, int | None]]:
    for term in terms:
        yield "edges", term.edge
        yield "snapshots", term.snapshot
