"""The inside of a call as far as it only looks at tensors anew: no number is computed again.

Of `F.linear` on a large matrix, autograd records a transpose and a product. The product is the
result; the transpose is a view of the matrix, which its gradient function tells how to make.
"""

from collections.abc import Callable, Iterable

import torch

from chainrule.capture.gradients import Function, is_accumulate
from chainrule.capture.shadow import RESHAPES, Inner
from chainrule.capture.tensors import is_leaf

__all__ = ["views_inside"]

# An output of a gradient function.
Output = tuple[Function, int]

# Views that keep the order of the elements: their shape says it all, in both directions.
RESHAPING = RESHAPES | {
    "UnsqueezeBackward0", "SqueezeBackward0", "SqueezeBackward1", "SqueezeBackward2",
}  # fmt: skip
VIEWS: dict[str, Callable[[torch.Tensor, Function], torch.Tensor]] = {
    "TBackward0": lambda source, function: source.t(),
    "TransposeBackward0": lambda source, function: source.transpose(
        _signed(function._saved_dim0), _signed(function._saved_dim1)
    ),
    "PermuteBackward0": lambda source, function: source.permute(
        [_signed(each) for each in function._saved_dims]
    ),
    "ExpandBackward0": lambda source, function: source.expand(_shape(function, 0)),
    "CloneBackward0": lambda source, function: source,
    **dict.fromkeys(RESHAPING, lambda source, function: source.view(_shape(function, 0))),
}


def views_inside(
    inputs: Iterable[torch.Tensor], outputs: Iterable[torch.Tensor], new: list[Function]
) -> dict[Function, Inner]:
    """What those of the gradient functions `new` gave that are views of something known.

    `new` is in an order in which each comes after what it reads.
    """
    given = [each for each in outputs if each.requires_grad and each.grad_fn is not None]
    held = {(each.grad_fn, each.output_nr): each.detach() for each in given}
    found: dict[Function, Inner] = {}
    held |= _of_inputs(inputs, new)
    for function in reversed(new):
        _look_back(function, held, found)
    for function in new:
        _look_on(function, held, found)
    return found


def _of_inputs(inputs: Iterable[torch.Tensor], new: list[Function]) -> dict[Output, torch.Tensor]:
    """The call's inputs, by the output of the gradient function that each is."""
    tracked = [each for each in inputs if each.requires_grad]
    leaves = {id(each): each for each in tracked if is_leaf(each)}
    held = {(each.grad_fn, each.output_nr): each.detach() for each in tracked if not is_leaf(each)}
    for source, output in (edge for function in new for edge in function.next_functions):
        if source is not None and is_accumulate(source) and id(source.variable) in leaves:
            held[source, output] = source.variable.detach()
    return held


def _look_back(
    function: Function, held: dict[Output, torch.Tensor], found: dict[Function, Inner]
) -> None:
    """A tensor in the same order as its source tells what the source holds."""
    if type(function).__name__ not in RESHAPING or (function, 0) not in held:
        return
    source, output = function.next_functions[0]
    if source is None or (source, output) in held or output or is_accumulate(source):
        return
    content = held[function, 0].reshape(_shape(source, output))
    held[source, output] = content
    found[source] = Inner((content,), None, None)


def _look_on(
    function: Function, held: dict[Output, torch.Tensor], found: dict[Function, Inner]
) -> None:
    view = VIEWS.get(type(function).__name__)
    if view is None or (function, 0) in held:
        return
    source = function.next_functions[0]
    if source not in held:
        return
    content = view(held[source], function)
    held[function, 0] = content
    same = source if content.numel() == held[source].numel() else None
    found[function] = Inner((content,), None, None, same=same)


def _shape(function: Function, output: int) -> tuple[int, ...]:
    return tuple(function._input_metadata[output].shape)


def _signed(dimension: int) -> int:
    """torch gives a dimension counted from the end as an unsigned number."""
    return dimension if dimension < 1 << 63 else dimension - (1 << 64)
