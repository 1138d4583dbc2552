"""Where a gradient shrank until next to nothing was left."""

from collections import Counter
from dataclasses import dataclass

from chainrule.why.answer import Finding, Reason
from chainrule.why.content import number
from chainrule.why.flat import FLAT, Told
from chainrule.why.flow import Origin, Stream, stream_of
from chainrule.why.history import History
from chainrule.why.lost import LOST
from chainrule.why.slope import Slope, key_of

__all__ = ["VANISHING", "why_tiny"]

# How much of the size that the backward pass began with is next to nothing.
VANISHING = 1e-5
# An operation that lets less than this through is to blame by itself.
ALONE = 1e-2
# One that lets less than this through has a part in it.
SHARE = 0.5
MOST_NODES = 50
MOST_KINDS = 3


@dataclass(frozen=True, slots=True)
class Leg:
    """One gradient function on the way, and how much of the gradient it let through."""

    origin: Origin
    ratio: float


def why_tiny(history: History, stream: Stream) -> Finding | None:
    """Why the gradient in `stream` is so much smaller than the one the pass began with."""
    here = history.contents.of(stream.sum)
    legs, begun = _way_up(history, stream)
    if here is None or begun is None or not here.norm or here.norm >= VANISHING * begun:
        return None
    legs.sort(key=lambda each: each.ratio)
    smaller = f"it is {number(here.norm)} in size here, and the pass began with {number(begun)}"
    if legs and legs[0].ratio < ALONE:
        return _one_leg(history, legs[0], smaller)
    shrinking = [each for each in legs if each.ratio < SHARE][:MOST_NODES]
    sentence = f"{smaller}: {len(legs)} operations in a row multiplied it"
    if shrinking:
        kinds = _kinds(history, shrinking)
        sentence += f", {len(shrinking)} of them by less than {SHARE} ({kinds}), the smallest"
        sentence += f" factor {number(legs[0].ratio)} at {history.words.node(legs[0].origin.node)}"
    return Finding(
        reason="vanishing",
        sentence=sentence,
        nodes=tuple(each.origin.node for each in shrinking),
        edges=tuple(each.origin.edge for each in legs if each.origin.edge is not None),
        steps=tuple(each.origin.step for each in shrinking),
    )


def _kinds(history: History, legs: list[Leg]) -> str:
    """ "12 × sigmoid, 5 × addmm"."""
    kinds = Counter(history.trace.nodes[each.origin.node].op for each in legs)
    return ", ".join(f"{count} × {op}" for op, count in kinds.most_common(MOST_KINDS))


def _way_up(history: History, stream: Stream) -> tuple[list[Leg], float | None]:
    """The way of the largest term up to where the pass began, and the size that it began with."""
    legs: list[Leg] = []
    while True:
        term = max(stream.terms, key=lambda each: _size(history, each.snapshot), default=None)
        if term is None:
            return legs, None
        if term.edge is None:
            return legs, _size(history, term.snapshot)
        ran = history.sent(history.trace.edges[term.edge], stream.step)
        arrived = (
            None
            if ran is None
            else max(ran[1].arrived, key=lambda each: _size(history, each.sum), default=None)
        )
        above = None if ran is None or arrived is None else stream_of(*ran, arrived.output)
        if above is None:
            return legs, None
        before = _size(history, above.sum)
        legs.append(
            Leg(
                Origin(
                    where="operation",
                    step=above.step,
                    node=above.node,
                    edge=term.edge,
                    before=above.sum,
                    after=term.snapshot,
                ),
                _size(history, term.snapshot) / before if before else 1.0,
            )
        )
        stream = above


def _size(history: History, snapshot: int | None) -> float:
    content = history.contents.of(snapshot)
    return 0.0 if content is None else content.norm


# The explanation of a zero in the tables → what it is called where the rest is merely tiny.
BLAMED: dict[Reason, str] = {
    "saturated": "{node} is saturated: its input is{range}, where its curve is nearly flat",
    "at_minimum": "{node} is nearly at its minimum: the prediction is close to the target",
    "multiplied_by_zero": "{node} multiplies it by something tiny",
}


def _one_leg(history: History, leg: Leg, smaller: str) -> Finding:
    slope = Slope(history, leg.origin)
    reason, text = _nearly_nothing(slope) or _blamed(slope)
    return Finding(
        reason=reason,
        sentence=f"{text}; only {number(leg.ratio)} of what arrived left it, and {smaller}",
        nodes=(leg.origin.node,),
        edges=() if leg.origin.edge is None else (leg.origin.edge,),
        steps=(leg.origin.step,),
    )


def _blamed(slope: Slope) -> Told:
    reason = _blame(key_of(slope.node.op))
    words = BLAMED.get(reason, "{node} lets next to nothing through")
    text = words.format(node=slope.words, range=slope.range or " far out")
    return MERELY.get(reason, reason), text


def _nearly_nothing(slope: Slope) -> Told | None:
    """What would be 0, were it not for rounding: sums that cancel."""
    key, arrived, left = key_of(slope.node.op), slope.arrived, slope.left
    explain = FLAT.get(key)
    if explain in (FLAT["softmax"], FLAT["nativelayernorm"]):
        told = explain(slope)
        if told is not None and told[0] == "constant_sum":
            return told
    if arrived is None or left is None:
        return None
    if left.count < arrived.count:
        return "cancelled", (
            f"{slope.words} uses it in several places, and the gradients that came back from them"
            f" (up to {number(arrived.biggest)}) nearly cancel"
        )
    factor = max((each.biggest for _, each in slope.others), default=0.0)
    if LOST.get(key) in (LOST["mm"], LOST["addmm"], LOST["convolution"]) and factor > ALONE:
        return "cancelled", (
            f"in {slope.words} the gradients that arrived (up to {number(arrived.biggest)}), each"
            " times its factor, nearly cancel"
        )
    return None


MERELY: dict[Reason, Reason] = {
    "at_minimum": "small_error",
    "multiplied_by_zero": "small_factors",
    "flat": "vanishing",
}


def _blame(key: str) -> Reason:
    if key in ("softmax", "logsoftmax") or FLAT.get(key) is FLAT["sigmoid"]:
        return "saturated"
    if LOST.get(key) is LOST["mseloss"] or key.startswith("binarycrossentropy"):
        return "at_minimum"
    if LOST.get(key) in (LOST["mul"], LOST["addmm"], LOST["convolution"]):
        return "multiplied_by_zero"
    return "flat"
