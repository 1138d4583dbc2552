"""Follows a gradient up the steps of a backward pass to where it went wrong."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from chainrule.trace import AccumulateStep, BackwardStep, Term
from chainrule.why.history import History

__all__ = ["Origin", "Sought", "Stream", "Trail", "follow", "sought", "stream_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What counts as wrong: `bad` of a snapshot, and whether one was `well` before another.

    `any_term` says that one term that is well makes a bad sum remarkable; otherwise all must be.
    """

    bad: Callable[[int | None], bool]
    well: Callable[[int | None, int | None], bool]
    any_term: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """The gradient that arrived at an output in a step, term by term."""

    step: int
    node: int
    output: int
    terms: tuple[Term, ...]
    sum: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where the gradient went wrong: in step `step`, which is of `node`.

    "operation": what arrived was well and what left by `edge` was not. "sum": the terms were well
    and their sum was not. "hook": a hook changed it. "start": it began that way.
    """

    where: Literal["hook", "sum", "start", "operation"]
    step: int
    node: int
    edge: int | None
    before: int | None
    after: int | None
    terms: tuple[Term, ...] = ()


@dataclass(slots=True)
class Trail:
    """The origins found, and the edges that led to them."""

    origins: list[Origin] = field(default_factory=list)
    edges: dict[int, None] = field(default_factory=dict)


def sought(history: History) -> dict[str, Sought]:
    """What can be looked for: all zero, some zeros, no numbers."""
    contents = history.contents

    def share(index: int | None) -> float | None:
        content = contents.of(index)
        return content.zeros / content.count if content and content.count else None

    def more_zeros(before: int | None, after: int | None) -> bool:
        was, now = share(before), share(after)
        return was is not None and now is not None and was < now

    def was_finite(before: int | None, _: int | None) -> bool:
        content = contents.of(before)
        return content is not None and content.is_finite

    def was_not_zero(before: int | None, _: int | None) -> bool:
        content = contents.of(before)
        return content is not None and not content.is_zero

    return {
        "zero": Sought(bad=contents.is_zero, well=was_not_zero, any_term=True),
        "some_zero": Sought(bad=lambda index: bool(share(index)), well=more_zeros),
        "broken": Sought(bad=contents.is_broken, well=was_finite),
    }


def stream_of(number: int, step: AccumulateStep | BackwardStep, output: int = 0) -> Stream | None:
    """What arrived at an output of a node that the engine ran; None where nothing did."""
    if isinstance(step, AccumulateStep):
        return Stream(step=number, node=step.node, output=0, terms=step.terms, sum=step.incoming)
    for each in step.arrived:
        if each.output == output:
            return Stream(
                step=number, node=step.node, output=output, terms=each.terms, sum=each.sum
            )
    return None


def follow(history: History, start: Stream, wanted: Sought) -> Trail:
    """Every origin above `start`; each step is looked at once for each of its outputs."""
    trail = Trail()
    stack, seen = [start], {(start.step, start.output)}
    while stack:
        stream = stack.pop()
        if (found := _within(history, stream, wanted)) is not None:
            trail.origins.append(found)
            continue
        for term in stream.terms:
            if not wanted.bad(term.snapshot):
                continue
            if term.edge is None:
                trail.origins.append(_at(stream, "start", None, term.snapshot))
                continue
            trail.edges[term.edge] = None
            for above in _above(history, stream, term, wanted, trail):
                if (above.step, above.output) not in seen:
                    seen.add((above.step, above.output))
                    stack.append(above)
    return trail


def _within(history: History, stream: Stream, wanted: Sought) -> Origin | None:
    """A hook, or a sum of terms that is not as they are."""
    hook = history.hook(stream.node, stream.output, stream.step)
    if hook is not None and wanted.bad(hook[1].after):
        number, step = hook
        if wanted.well(step.before, step.after):
            return Origin(
                where="hook",
                step=number,
                node=stream.node,
                edge=None,
                before=step.before,
                after=step.after,
            )
    fine = [each for each in stream.terms if wanted.well(each.snapshot, stream.sum)]
    if fine and (wanted.any_term or len(fine) == len(stream.terms)):
        return _at(stream, "sum", fine[0].snapshot, stream.sum)
    return None


def _at(
    stream: Stream, where: Literal["sum", "start"], before: int | None, after: int | None
) -> Origin:
    return Origin(
        where=where,
        step=stream.step,
        node=stream.node,
        edge=None,
        before=before,
        after=after,
        terms=stream.terms,
    )


def _above(
    history: History, stream: Stream, term: Term, wanted: Sought, trail: Trail
) -> list[Stream]:
    """The streams that a bad term came of, unless the operation that sent it is the origin."""
    assert term.edge is not None
    ran = history.sent(history.trace.edges[term.edge], stream.step)
    if ran is None:
        return []
    number, sender = ran
    arrived = [each.sum for each in sender.arrived if each.sum is not None]
    well = [each for each in arrived if wanted.well(each, term.snapshot)]
    if well and (wanted.any_term or len(well) == len(arrived)):
        trail.origins.append(
            Origin(
                where="operation",
                step=number,
                node=sender.node,
                edge=term.edge,
                before=well[0],
                after=term.snapshot,
            )
        )
        return []
    streams = [stream_of(number, sender, each.output) for each in sender.arrived]
    return [each for each in streams if each is not None and wanted.bad(each.sum)]
