"""Why a gradient that is there is zero, or zero in part."""

from collections.abc import Iterable, Mapping

from chainrule.trace import Term
from chainrule.why.absent import is_built_in
from chainrule.why.answer import Finding, Reason
from chainrule.why.content import number
from chainrule.why.flat import FLAT, Explain, Told
from chainrule.why.flow import Origin, Stream, follow, sought
from chainrule.why.history import History
from chainrule.why.lost import LOST, SOME
from chainrule.why.slope import Slope, key_of
from chainrule.why.words import counted

__all__ = ["why_some_zero", "why_zero"]

ALL: Mapping[str, Explain] = {**FLAT, **LOST}
# Of a partly zero gradient, the flat functions count for themselves.
PARTLY: Mapping[str, Explain] = {**SOME}
MOST_SAID = 3


def why_zero(history: History, stream: Stream) -> list[Finding]:
    """A finding for each place where the gradient was lost on its way to `stream`."""
    trail = follow(history, stream, sought(history)["zero"])
    return distinct(_found(history, each, tuple(trail.edges)) for each in trail.origins)


def why_some_zero(history: History, stream: Stream) -> list[Finding]:
    trail = follow(history, stream, sought(history)["some_zero"])
    origins = [each for each in trail.origins if each.where == "operation"]
    found = [_partly(history, each, tuple(trail.edges)) for each in origins]
    return distinct(each for each in found if each is not None)


def distinct(findings: Iterable[Finding]) -> list[Finding]:
    """Those with sentences of their own."""
    return list({each.sentence: each for each in findings}.values())


def _found(history: History, origin: Origin, edges: tuple[int, ...]) -> Finding:
    slope = Slope(history, origin)
    reason, sentence = WHERE[origin.where](history, slope)
    return Finding(
        reason=reason,
        sentence=sentence,
        nodes=(origin.node,),
        edges=edges,
        steps=_steps(slope),
    )


def _steps(slope: Slope) -> tuple[int, ...]:
    step = slope.history.trace.steps[slope.origin.step]
    forward = step.forward if step.kind == "backward" else None
    return (slope.origin.step,) if forward is None else (slope.origin.step, forward)


def _by_hook(history: History, slope: Slope) -> Told:
    step = history.trace.steps[slope.origin.step]
    name = (step.hook if step.kind == "hook" else None) or "a hook"
    before = slope.arrived.biggest if slope.arrived else 0.0
    return "hook", (
        f"the hook {name}{history.words.step(slope.origin.step)} turned the gradient, up to"
        f" {number(before)}, into 0"
    )


def _in_the_sum(history: History, slope: Slope) -> Told:
    terms = slope.origin.terms
    senders = [_sender(history, each) for each in terms[:MOST_SAID]]
    if len(terms) < 2 or not _adds_up_to_zero(history, terms):
        return "hook", "a hook turned the gradient that arrived into 0"
    return "cancelled", (
        f"{len(terms)} gradients arrived, and they add up to 0: {' and '.join(senders)}"
    )


def _sender(history: History, term: Term) -> str:
    content = history.contents.of(term.snapshot)
    value = ""
    if content is not None and content.low is not None and content.high is not None:
        largest = content.low if abs(content.low) > abs(content.high) else content.high
        value = number(largest) if content.count == 1 else f"up to {number(largest)}"
    if term.edge is None:
        return f"{value} as the start"
    return f"{value} from {history.words.node(history.trace.edges[term.edge].target)}".strip()


def _adds_up_to_zero(history: History, terms: tuple[Term, ...]) -> bool:
    """True also where the document does not keep the numbers."""
    contents = [history.contents.of(each.snapshot) for each in terms]
    rows = [each.values for each in contents if each is not None and each.values is not None]
    if len(rows) < len(terms) or len({len(each) for each in rows}) != 1:
        return True
    largest = max((each.biggest for each in contents if each is not None), default=0.0)
    return all(abs(sum(column)) <= 1e-5 * largest for column in zip(*rows, strict=True))


def _from_the_start(history: History, slope: Slope) -> Told:
    root = history.words.node(slope.origin.node)
    return "started_with", f"the backward pass began at {root} with a gradient of 0"


def _in_an_operation(history: History, slope: Slope) -> Told:
    if slope.arrived is not None and slope.arrived.count == 0:
        return "empty", f"{slope.words} was given no numbers at all, so nothing depends on it"
    if not is_built_in(history, slope.origin.node):
        return "custom", (
            f"the program's own backward of {slope.words} received a gradient and returned 0"
        )
    explain = ALL.get(key_of(slope.node.op))
    told = None if explain is None else explain(slope)
    return told or _otherwise(slope)


def _otherwise(slope: Slope) -> Told:
    local, arrived = slope.local, slope.arrived
    if local is not None and not local.is_zero and arrived is not None:
        if arrived.biggest * local.biggest < 1e-30:
            return "underflow", (
                f"{number(arrived.biggest)} arrived at {slope.words}: times its slope that is too"
                " small for a floating-point number and becomes 0"
            )
        return "cancelled", (
            f"at {slope.words} the gradients of its results (up to {number(arrived.biggest)})"
            " cancel: times the local derivative they add up to 0"
        )
    given = f" {slope.range.strip()}" if slope.range else ""
    at = f" (input{given})" if given else ""
    return "flat", f"{slope.words} is flat here{at}: something arrived and its slope gave 0"


WHERE = {
    "hook": _by_hook,
    "sum": _in_the_sum,
    "start": _from_the_start,
    "operation": _in_an_operation,
}


def _partly(history: History, origin: Origin, edges: tuple[int, ...]) -> Finding | None:
    slope = Slope(history, origin)
    key = key_of(slope.node.op)
    told = PARTLY[key](slope) if key in PARTLY else _flat_in_part(slope, key)
    if told is None:
        return None
    reason, sentence = told
    return Finding(
        reason=reason, sentence=sentence, nodes=(origin.node,), edges=edges, steps=_steps(slope)
    )


# Functions that are flat for a part of their inputs → why, and how that is said.
FLAT_IN_PART: dict[str, tuple[Reason, str]] = {
    "relu": ("dead_relu", "{how_many} of {node} {are} 0 or below, where ReLU is flat"),
    "clamp": ("outside_range", "{node} cuts off at its bounds, and some inputs lie beyond them"),
    "saturated": ("saturated", "{node} is saturated for some inputs"),
}


def _flat_in_part(slope: Slope, key: str) -> Told | None:
    explain = FLAT.get(key)
    for name in ("relu", "clamp"):
        if explain is not None and explain is FLAT[name]:
            return _told(slope, *FLAT_IN_PART[name])
    if explain is FLAT["sigmoid"]:
        return _told(slope, *FLAT_IN_PART["saturated"])
    if ALL.get(key) is ALL["mul"]:
        zeros = next((edge for edge, each in slope.others if each.zeros), None)
        if zeros is not None:
            return "multiplied_by_zero", (
                f"{slope.words} multiplies some of it by 0: {slope.source(zeros)} is 0 in places"
            )
    return None


def _told(slope: Slope, reason: Reason, words: str) -> Told:
    given = slope.input
    dead = given.at_most(0.0) if given is not None else None
    how_many = counted(dead, given.count, "input") if dead is not None and given else "some inputs"
    are = "is" if dead == 1 else "are"
    return reason, words.format(node=slope.words, how_many=how_many, are=are)
