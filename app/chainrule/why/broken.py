"""Where a NaN or an infinity in a gradient was born."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from chainrule.trace import ForwardStep
from chainrule.why.answer import Finding
from chainrule.why.content import Content, number
from chainrule.why.flow import Origin, Stream, follow, sought
from chainrule.why.history import History
from chainrule.why.slope import Slope, key_of, spread

__all__ = ["why_broken"]

# Operations whose slope is infinite somewhere finite → where.
STEEP: Mapping[str, str] = {
    "sqrt": "the slope of a square root at 0 is infinite",
    "rsqrt": "1/√x and its slope are infinite at 0",
    "div": "a division by 0 has an infinite slope",
    "reciprocal": "1/x has an infinite slope at 0",
    "log": "the slope of a logarithm at 0 is infinite",
    "log2": "the slope of a logarithm at 0 is infinite",
    "log10": "the slope of a logarithm at 0 is infinite",
    "log1p": "the slope of log(1 + x) at −1 is infinite",
    "pow": "a power below 1 has an infinite slope at 0",
    "acos": "arc cosine has an infinite slope at ±1",
    "asin": "arc sine has an infinite slope at ±1",
    "atanh": "atanh has an infinite slope at ±1",
    "acosh": "acosh has an infinite slope at 1",
    "std": "the standard deviation of equal numbers has an infinite slope",
    "linalgvectornorm": "a norm has no slope at 0",
    "norm": "a norm has no slope at 0",
    "tan": "tan has poles",
}
# What an operation makes of an input that it is not defined for.
UNDEFINED: Mapping[str, str] = {
    "log": "the logarithm of 0 is −∞, of a negative number NaN",
    "log2": "the logarithm of 0 is −∞, of a negative number NaN",
    "log10": "the logarithm of 0 is −∞, of a negative number NaN",
    "log1p": "log(1 + x) is −∞ at −1 and NaN below",
    "sqrt": "the square root of a negative number is NaN",
    "rsqrt": "1/√0 is ∞, and of a negative number it is NaN",
    "div": "x/0 is ±∞, and 0/0 is NaN",
    "reciprocal": "1/0 is ∞",
    "exp": "e to a power above 88 is more than float32 can hold, above 709 than float64",
    "pow": "0 to a negative power is ∞; a negative number to a fractional power is NaN",
    "acos": "arc cosine is defined from −1 to 1 only",
    "asin": "arc sine is defined from −1 to 1 only",
    "softmax": "a softmax over entries that are all −∞ is NaN",
    "logsoftmax": "a softmax over entries that are all −∞ is NaN",
    "std": "the standard deviation of a single number is NaN",
    "var": "the variance of a single number is NaN",
    "mean": "the mean of no number at all is NaN",
    "mul": "the product is more than the number type can hold",
    "kldiv": "the logarithm of a negative target is NaN",
    "maskedfill": "the fill value itself is infinite",
}


# Operations to which an infinity is a legal input.
TAKES_INFINITY = {"softmax", "logsoftmax", "sparsesoftmax"}
Bad = Callable[[int | None], bool]


def why_broken(history: History, stream: Stream) -> list[Finding]:
    """A finding for each place where a NaN or an infinity appeared first."""
    trail = follow(history, stream, sought(history)["broken"])
    edges = tuple(trail.edges)
    found = [_born(history, each, edges) for each in trail.origins]
    arrived = history.contents.of(stream.sum)
    if arrived is not None and arrived.nans:
        found = [_until_nan(each) for each in found]
    return list({each.sentence: each for each in found}.values())


def _until_nan(found: Finding) -> Finding:
    """How an infinity became a NaN on the way."""
    if found.reason != "born_in_gradient" or "NaN" in found.sentence:
        return found
    return replace(found, sentence=f"{found.sentence}; further on, 0 × ∞ made it NaN")


def _born(history: History, origin: Origin, edges: tuple[int, ...]) -> Finding:
    if origin.where != "operation":
        return ELSEWHERE[origin.where](history, origin, edges)
    slope = Slope(history, origin)
    if slope.forward is not None and (found := _in_values(history, slope.forward)) is not None:
        return found
    arrived = slope.arrived
    because = STEEP.get(key_of(slope.node.op), "its slope is not finite here")
    sentence = f"it was born in the backward pass, at {slope.words}: {because}"
    if slope.input is not None and slope.range:
        sentence += f" (its input is{slope.range})"
    if arrived is not None and arrived.zeros and slope.left is not None and slope.left.nans:
        sentence += ", and 0 × ∞ is NaN"
    return Finding(
        reason="born_in_gradient",
        sentence=sentence,
        nodes=(origin.node,),
        edges=edges,
        steps=(origin.step,),
    )


def _overflowed(history: History, origin: Origin, edges: tuple[int, ...]) -> Finding:
    sentence = f"the gradients that arrived at {history.words.node(origin.node)} add up to more"
    sentence += " than their number type can hold"
    return Finding(
        reason="overflow",
        sentence=sentence,
        nodes=(origin.node,),
        edges=edges,
        steps=(origin.step,),
    )


def _started(history: History, origin: Origin, edges: tuple[int, ...]) -> Finding:
    sentence = "the backward pass began with a gradient that is no finite number"
    return Finding(
        reason="started_with",
        sentence=sentence,
        nodes=(origin.node,),
        edges=edges,
        steps=(origin.step,),
    )


def _hooked(history: History, origin: Origin, edges: tuple[int, ...]) -> Finding:
    sentence = f"a hook{history.words.step(origin.step)} made it so: what came to it was finite"
    return Finding(
        reason="hook", sentence=sentence, nodes=(origin.node,), edges=edges, steps=(origin.step,)
    )


ELSEWHERE = {"sum": _overflowed, "start": _started, "hook": _hooked}


def _in_values(history: History, step: ForwardStep) -> Finding | None:
    """Where the forward pass first made a NaN or an infinity, if this operation saw one.

    A NaN is looked for first, since an infinity may be meant, such as that of a mask.
    """
    contents = history.contents
    if _holds(step, contents.has_nan):
        born = _first(history, step, contents.has_nan)
        if isinstance(born, int):
            return _data_born(history, born)
        step = born
        if key_of(history.trace.nodes[step.node].op) in TAKES_INFINITY:
            return _value_born(history, step)
    if not _holds(step, contents.is_broken):
        return None
    born = _first(history, step, contents.is_broken)
    return _data_born(history, born) if isinstance(born, int) else _value_born(history, born)


def _holds(step: ForwardStep, bad: Bad) -> bool:
    return any(map(bad, step.outputs)) or any(bad(each.snapshot) for each in step.inputs)


def _first(history: History, step: ForwardStep, bad: Bad) -> ForwardStep | int:
    """The first operation above with a bad result of good inputs, or the edge of a bad leaf."""
    stack, seen = [step], {step.node}
    leaf = None
    while stack:
        step = stack.pop()
        spoiled = [each.edge for each in step.inputs if bad(each.snapshot)]
        if not spoiled:
            return step
        for number_, edge in history.edges(spoiled):
            made = history.forward_of(edge.source, len(history.trace.steps))
            if made is None:
                leaf = number_
            elif edge.source not in seen:
                seen.add(edge.source)
                stack.append(made[1])
    return step if leaf is None else leaf


def _value_born(history: History, step: ForwardStep) -> Finding:
    node = history.trace.nodes[step.node]
    inputs = [history.contents.of(each.snapshot) for each in step.inputs]
    given = _smallest(inputs)
    because = UNDEFINED.get(key_of(node.op), "its inputs are finite and its result is not")
    sentence = f"it was born in the forward pass, at {history.words.node(step.node)}: {because}"
    if given is not None:
        sentence += f" (its input is{spread(given)})"
    ran = history.forward_of(step.node, len(history.trace.steps))
    return Finding(
        reason="born_in_value",
        sentence=sentence,
        nodes=(step.node,),
        edges=tuple(each.edge for each in step.inputs),
        steps=() if ran is None else (ran[0],),
    )


def _smallest(inputs: list[Content | None]) -> Content | None:
    known = [each for each in inputs if each is not None and each.low is not None]
    return min(known, key=lambda each: each.low or 0.0, default=None)


def _data_born(history: History, edge: int) -> Finding:
    there = history.trace.edges[edge]
    content = history.words.output(there.source, there.source_output)
    return Finding(
        reason="born_in_data",
        sentence=f"{content} itself holds NaN or infinite numbers",
        nodes=(there.source,),
        edges=(edge,),
    )


def how_broken(content: Content) -> str:
    """ "2 of 6 numbers are NaN"."""
    kind = "NaN" if content.nans else "infinite"
    return f"{content.nans or content.infs} of {content.count} are {kind}" + (
        f", up to {number(content.biggest)} otherwise" if content.biggest else ""
    )
