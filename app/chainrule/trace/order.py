"""What comes before what: nothing leads back to itself, and the steps are in their places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from chainrule.trace.errors import BrokenTrace
from chainrule.trace.steps import BackwardStep, ForwardStep

if TYPE_CHECKING:
    from chainrule.trace.document import Trace

__all__ = ["check_order"]


def check_order(trace: Trace) -> None:
    """Raise `BrokenTrace` at a circle, or at a step or pass that is out of place."""
    edges = ((edge.source, edge.target) for edge in trace.edges)
    _check_circle("nodes", len(trace.nodes), edges)
    _check_circle("modules", len(trace.modules), _parents(each.parent for each in trace.modules))
    _check_circle("calls", len(trace.calls), _parents(each.parent for each in trace.calls))
    _check_ids(trace)
    _check_forward(trace)
    _check_passes(trace)


def _parents(parents: Iterable[int | None]) -> Iterable[tuple[int, int]]:
    return ((parent, each) for each, parent in enumerate(parents) if parent is not None)


def _check_circle(array: str, length: int, links: Iterable[tuple[int, int]]) -> None:
    """Take away what nothing leads to, again and again: only circles stay."""
    following: list[list[int]] = [[] for _ in range(length)]
    waiting = [0] * length
    for source, target in links:
        following[source].append(target)
        waiting[target] += 1
    free = [each for each in range(length) if waiting[each] == 0]
    while free:
        for target in following[free.pop()]:
            waiting[target] -= 1
            if waiting[target] == 0:
                free.append(target)
    if any(waiting):
        first = next(each for each in range(length) if waiting[each])
        raise BrokenTrace(f"{array}[{first}] is in or behind a circle, where none was expected.")


def _check_ids(trace: Trace) -> None:
    seen: set[str] = set()
    for number, step in enumerate(trace.steps):
        if step.id in seen:
            raise BrokenTrace(f"steps[{number}] has the id {step.id!r:.60} of an earlier step.")
        seen.add(step.id)


def _check_forward(trace: Trace) -> None:
    for number, step in enumerate(trace.steps):
        if isinstance(step, BackwardStep) and step.forward is not None:
            forward = trace.steps[step.forward]
            if not isinstance(forward, ForwardStep) or forward.node != step.node:
                raise BrokenTrace(
                    f"steps[{number}] says that steps[{step.forward}] made its node, which is no"
                    f" forward step of nodes[{step.node}]."
                )


def _check_passes(trace: Trace) -> None:
    following = 0
    for number, each in enumerate(trace.passes):
        if each.first != following or not each.first <= each.last < len(trace.steps):
            raise BrokenTrace(
                f"passes[{number}] spans the steps {each.first!r:.30} to {each.last!r:.30}, where"
                f" one from {following} on was expected."
            )
        following = each.last + 1
    if following != len(trace.steps):
        raise BrokenTrace(f"The passes end at step {following - 1} of {len(trace.steps)}.")
