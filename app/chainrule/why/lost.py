"""Operations that multiply, choose, mask, pick or overwrite, and losses at their minimum."""

from collections.abc import Mapping

from chainrule.why.content import number
from chainrule.why.flat import Explain, Told, prefixed
from chainrule.why.slope import Slope

__all__ = ["LOST", "SOME"]

TINY = 1e-30


def product(slope: Slope) -> Told | None:
    """A factor that is zero, or two that are too small together."""
    if (slope.node.function or "").rsplit(".", 1)[-1] == "dropout":
        return dropped(slope)
    if (zero := _zero_factor(slope)) is not None:
        return "multiplied_by_zero", (
            f"{slope.words} multiplies it by {zero}, so nothing it does reaches the result"
        )
    if (small := _too_small(slope)) is not None:
        return small
    return _in_sum(slope)


def _in_sum(slope: Slope) -> Told:
    """Neither factor is zero everywhere: the products are, or they cancel."""
    if slope.others and not any(each.zeros for _, each in slope.others):
        arrived = number(slope.arrived.biggest) if slope.arrived else "what arrived"
        return "cancelled", (
            f"in {slope.words} the gradients that arrived (up to {arrived}), each times its"
            " factor, add up to 0"
        )
    if slope.arrived and slope.left and slope.arrived.count == slope.left.count:
        words = "numbers that are 0 wherever a gradient arrived"
    else:
        words = "numbers that are 0 where a gradient arrived, or the products cancel out"
    return "multiplied_by_zero", f"{slope.words} multiplies it by {words}"


def prod(slope: Slope) -> Told | None:
    if slope.input is None or slope.input.zeros < 2:
        return _product_underflow(slope)
    return "multiplied_by_zero", (
        f"{slope.words} multiplies numbers of which {slope.input.zeros} are 0: changing one of"
        " them leaves the product at 0"
    )


def _zero_factor(slope: Slope) -> str | None:
    for edge, each in slope.others:
        if each.is_zero:
            return f"{slope.source(edge)}, which is 0"
    given, result = slope.input, slope.output
    if not slope.others and given and result and result.is_zero and not given.is_zero:
        return "0"
    return None


def _too_small(slope: Slope) -> Told | None:
    factors = [each for _, each in slope.others]
    if not factors and slope.local is not None:
        factors = [slope.local]
    if slope.arrived is None or not factors:
        return None
    arrived, factor = slope.arrived.biggest, max(each.biggest for each in factors)
    if arrived * factor > TINY:
        return None
    return "underflow", (
        f"{slope.words} multiplies the {number(arrived)} that arrived by {number(factor)}: the"
        " product is too small for a floating-point number and becomes 0"
    )


def _product_underflow(slope: Slope) -> Told | None:
    if slope.output is None or not slope.output.is_zero:
        return None
    return "underflow", f"the product in {slope.words} is too small to hold, and so is its slope"


def affine(slope: Slope) -> Told | None:
    """`addmm` and the like: the first slot is the bias, which is added."""
    return added(slope) if slope.slot == 0 else product(slope)


def convolution(slope: Slope) -> Told | None:
    return added(slope) if slope.slot == 2 else product(slope)


def added(slope: Slope) -> Told | None:
    """What was spread over several places gets the sum of what arrived at them."""
    arrived, left = slope.arrived, slope.left
    if arrived is None or left is None or left.count >= arrived.count:
        return None
    return "cancelled", (
        f"{slope.words} uses it in several places, and the gradients that came back from them"
        f" (up to {number(arrived.biggest)}) add up to 0"
    )


def not_chosen(slope: Slope) -> Told:
    return "not_chosen", (
        f"{slope.words} gives only the number that it chose, and this was not chosen anywhere a"
        " gradient arrived"
    )


def masked(slope: Slope) -> Told:
    return "masked", (
        f"{slope.words} puts other numbers in its place wherever a gradient arrived: the mask"
        " hides it"
    )


def dropped(slope: Slope) -> Told:
    return "dropped", f"dropout in {slope.words} set it to 0 in this run, everywhere"


def looked_up(slope: Slope) -> Told:
    return "not_looked_up", (
        f"{slope.words} looked up only rows without a gradient (the padding index), or none"
    )


def not_taken(slope: Slope) -> Told:
    return "not_taken", f"{slope.words} takes nothing of it to where a gradient arrived"


def overwritten(slope: Slope) -> Told:
    if slope.slot != 0:
        return not_taken(slope)
    return "overwritten", (
        f"{slope.words} writes over it: what was there before has no influence any more"
    )


def at_minimum(slope: Slope) -> Told | None:
    if slope.output is not None and not slope.output.is_zero:
        return None
    return "at_minimum", (
        f"{slope.words} is at its minimum: the prediction is exactly the target, so there is"
        " nothing to improve"
    )


def margin(slope: Slope) -> Told | None:
    if slope.output is not None and not slope.output.is_zero:
        return None
    return "at_minimum", (
        f"{slope.words} is 0: every example is right by more than the margin, so there is nothing"
        " to improve"
    )


def ignored(slope: Slope) -> Told:
    return "ignored", (
        f"{slope.words} ignores every example: their target is the ignored index, or their weight"
        " is 0"
    )


def certain(slope: Slope) -> Told:
    return "saturated", (
        f"{slope.words} compares numbers{slope.range} with their targets: the prediction rounds to"
        " exactly the target, so its gradient rounds to 0"
    )


LOST: Mapping[str, Explain] = {
    **prefixed(product, "mul", "mm", "bmm", "mv", "dot", "bilinear", "kldiv"),
    **prefixed(prod, "prod", "cumprod"),
    **prefixed(affine, "addmm", "baddbmm", "addbmm", "addmv", "addr"),
    **prefixed(convolution, "convolution", "conv1d", "conv2d", "conv3d", "linear"),
    **prefixed(added, "add", "sub", "expand", "repeat", "repeatinterleave", "rsub"),
    **prefixed(
        not_chosen, "max", "min", "amax", "amin", "maximum", "minimum", "fmax", "fmin", "topk",
        "sort", "kthvalue", "median", "nanmedian", "mode", "maxpool2dwithindices", "aminmax",
        "maxpool3dwithindices", "adaptivemaxpool2d", "cummax", "cummin",
    ),
    **prefixed(masked, "where", "maskedfill", "maskedselect", "tril", "triu", "nantonum"),
    **prefixed(dropped, "nativedropout", "dropout", "featuredropout", "fuseddropout"),
    **prefixed(looked_up, "embedding", "embeddingbag"),
    **prefixed(
        not_taken, "index", "indexselect", "gather", "select", "slice", "narrow", "split", "take",
        "unbind", "diagonal", "splitwithsizes", "takealongdim", "squeeze",
    ),
    **prefixed(
        overwritten, "fill", "zero", "copy", "copyslices", "indexput", "maskedscatter", "scatter",
        "indexfill", "indexcopy", "selectscatter", "slicescatter", "normal", "uniform",
    ),
    **prefixed(at_minimum, "mseloss", "smoothl1loss", "huberloss", "l1loss"),
    **prefixed(margin, "multimarginloss", "multilabelmarginloss"),
    **prefixed(ignored, "nllloss", "nllloss2d", "nlllossnd"),
    **prefixed(certain, "binarycrossentropy", "binarycrossentropywithlogits", "softmarginloss"),
}  # fmt: skip


def some(reason_and_words: Told) -> Explain:
    """A sentence about a gradient of which a part is zero."""
    reason, words = reason_and_words
    return lambda slope: (reason, words.format(node=slope.words))


# The same of a gradient that is zero in part.
SOME: Mapping[str, Explain] = {
    **{
        name: some(("not_looked_up", "{node} looked up some rows only; the others get 0"))
        for name in ("embedding", "embeddingbag")
    },
    **{
        name: some(("not_chosen", "{node} gives only the number that it chose; the others get 0"))
        for name, explain in LOST.items()
        if explain is not_chosen
    },
    **{
        name: some(("not_taken", "{node} takes a part of it; the rest gets 0"))
        for name, explain in LOST.items()
        if explain is not_taken
    },
    **{
        name: some(("masked", "{node} puts other numbers in some places; those get 0"))
        for name, explain in LOST.items()
        if explain is masked
    },
    **{
        name: some(("dropped", "dropout in {node} set some numbers to 0 in this run"))
        for name, explain in LOST.items()
        if explain is dropped
    },
    **{
        name: some(("overwritten", "{node} writes over some of it; what was there gets 0"))
        for name, explain in LOST.items()
        if explain is overwritten
    },
}
