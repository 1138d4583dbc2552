"""Functions that are flat where they were used: activations, steps, bounds, single points."""

from collections.abc import Callable, Mapping

from chainrule.why.answer import Reason
from chainrule.why.content import Content, number
from chainrule.why.slope import Slope, spread
from chainrule.why.words import counted

__all__ = ["FLAT", "Explain", "Told"]

Told = tuple[Reason, str]
# A sentence about a gradient that was lost in one operation; None where this is not the cause.
Explain = Callable[[Slope], Told | None]


def relu(slope: Slope) -> Told | None:
    """Zero for every input that is not positive."""
    dead, of = _dead(slope)
    if dead == 0 or slope.slot != 0:
        return None
    how_many = "its inputs" if dead is None else f"{counted(dead, of, 'input')}"
    verb = "is" if dead == 1 else "are"
    sentence = f"{slope.words} is a dead ReLU: {how_many} {verb} 0 or below, where ReLU is flat"
    if dead is not None and dead < of:
        sentence += ", and the gradient arrived at those only"
    return "dead_relu", sentence


def _dead(slope: Slope) -> tuple[int | None, int]:
    """How many inputs are not positive, of how many."""
    given = slope.input or slope.output
    if given is None:
        return None, 0
    dead = given.at_most(0.0)
    if dead is None and slope.output is not None:
        dead = slope.output.zeros
    return dead, given.count


def saturated(slope: Slope) -> Told:
    return "saturated", (
        f"{slope.words} is saturated: its input is{slope.range or ' so far out'}, where the curve"
        " is flat and its slope rounds to 0"
    )


def outside(slope: Slope) -> Told:
    given = "every input" + (f" (they are{slope.range})" if slope.range else "")
    constant = slope.output is not None and slope.output.low == slope.output.high
    stays = spread(slope.output) if constant else " at the bounds"
    return "outside_range", (
        f"{slope.words} cuts off at its bounds, and {given} lies beyond them: the result stays"
        f"{stays} whatever they do"
    )


def step_function(slope: Slope) -> Told:
    return "step_function", (
        f"{slope.words} is a step function: flat everywhere, so its derivative is 0"
    )


def division(slope: Slope) -> Told | None:
    """Division is a step function when it rounds."""
    if slope.node.grad_fn in ("DivBackward2", "DivBackward3"):
        return step_function(slope)
    if slope.slot == 1 and (top := _zero_other(slope)):
        return "multiplied_by_zero", (
            f"{slope.words} divides {top}, which is 0, so the result is 0 whatever it is divided by"
        )
    return _underflow(slope)


def _zero_other(slope: Slope) -> str | None:
    return next((slope.source(edge) for edge, each in slope.others if each.is_zero), None)


def at_zero(slope: Slope) -> Told | None:
    """Functions with a kink or a minimum at 0, where PyTorch's derivative is 0."""
    if slope.input is not None and not slope.input.is_zero:
        return None
    return "at_zero", (
        f"the input of {slope.words} is exactly 0, and there PyTorch takes 0 as the derivative"
    )


def power(slope: Slope) -> Told | None:
    if slope.slot == 0 and _is_all(slope.output, 1.0) and not _is_all(slope.input, 1.0):
        return "power_zero", f"{slope.words} has the exponent 0: the result is 1 whatever the base"
    if slope.slot == 0:
        return at_zero(slope)
    return "flat", f"the base of {slope.words} is 0 or 1, so its exponent changes nothing"


def _is_all(content: Content | None, value: float) -> bool:
    return content is not None and content.low == content.high == value


def softmax(slope: Slope) -> Told | None:
    """Saturated, of a single entry, or asked about a sum that cannot change."""
    result = slope.output
    if _is_all(result, 1.0):
        return "constant_sum", (
            f"{slope.words} runs along a dimension of size 1, and a softmax of one number is always"
            " 1"
        )
    if result is not None and result.high == 1.0 and result.low == 0.0:
        return "saturated", (
            f"{slope.words} is saturated: its input is{slope.range or ' far apart'}, so the results"
            " that matter are exactly 0 or 1, and do not move"
        )
    return _constant_sum(slope, "the results of a softmax always add up to 1")


def normalised(slope: Slope) -> Told | None:
    if slope.slot != 0:
        return None
    if slope.output is not None and slope.output.is_zero:
        return "constant_sum", (
            f"{slope.words} gives 0 everywhere: each number is normalised by itself alone, or all"
            " of them are equal"
        )
    return _constant_sum(slope, "normalised numbers always add up to the same")


def _constant_sum(slope: Slope, law: str) -> Told | None:
    if slope.arrived is None or slope.arrived.low != slope.arrived.high:
        return None
    return "constant_sum", (
        f"the same gradient ({number(slope.arrived.biggest)}) arrived at every result of"
        f" {slope.words}: {law}, so pushing all of them alike changes nothing"
    )


def log_softmax(slope: Slope) -> Told | None:
    result = slope.output
    if result is None or result.high == 0.0:
        return "at_minimum", (
            f"{slope.words} is certain already: the probability of the wanted class is exactly 1,"
            " and the loss is as low as it can be"
        )
    return None


def spread_is_zero(slope: Slope) -> Told | None:
    """The standard deviation and variance of equal numbers."""
    given = slope.input
    if given is None or given.low != given.high:
        return None
    return "at_zero", f"{slope.words} measures a spread, and all its inputs are equal: it is at 0"


def vanished(slope: Slope) -> Told | None:
    """Functions that come near a constant, so that numbers become too small to hold."""
    if slope.output is None or not slope.output.is_zero:
        return None
    return "underflow", (
        f"{slope.words} is so small for its input{slope.range and ' (' + slope.range.strip() + ')'}"
        " that it is held as 0, and so is its slope"
    )


def _underflow(slope: Slope) -> Told | None:
    if slope.arrived is None or slope.arrived.biggest > 1e-20:
        return None
    return "underflow", (
        f"what arrived at {slope.words} is only {number(slope.arrived.biggest)}, and what left was"
        f" too small for {slope.node.op}'s number type to hold"
    )


def prefixed(explain: Explain, *names: str) -> dict[str, Explain]:
    return dict.fromkeys(names, explain)


FLAT: Mapping[str, Explain] = {
    **prefixed(relu, "relu", "leakyrelu", "prelu", "prelukernel"),
    **prefixed(
        saturated, "sigmoid", "tanh", "logsigmoid", "softplus", "gelu", "silu", "elu", "celu",
        "selu", "mish", "erf", "erfc", "atan", "softsign", "glu",
    ),
    **prefixed(
        outside, "clamp", "clampmin", "clampmax", "hardtanh", "hardsigmoid", "hardswish",
        "hardshrink", "softshrink", "relu6", "threshold",
    ),
    **prefixed(
        step_function, "round", "floor", "ceil", "trunc", "sign", "sgn", "heaviside", "bernoulli",
        "remainder", "fmod", "poisson",
    ),
    **prefixed(at_zero, "abs", "norm", "linalgvectornorm", "cdist", "pdist", "square", "hypot"),
    **prefixed(softmax, "softmax", "sparsesoftmax"),
    **prefixed(
        normalised, "nativelayernorm", "nativebatchnorm", "cudnnbatchnorm", "nativegroupnorm",
        "layernorm", "batchnorm", "rmsnorm",
    ),
    **prefixed(spread_is_zero, "std", "var", "stdmean", "varmean"),
    **prefixed(vanished, "exp", "exp2", "reciprocal", "rsqrt", "expm1"),
    "div": division,
    "pow": power,
    "logsoftmax": log_softmax,
}  # fmt: skip
