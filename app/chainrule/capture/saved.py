"""What a gradient function keeps from the forward pass."""

from typing import Any

import torch

from chainrule.capture.arguments import Argument
from chainrule.capture.gradients import Function
from chainrule.capture.state import State
from chainrule.capture.tensors import address_of, shape_of
from chainrule.capture.values import dtype_name
from chainrule.trace import Saved

__all__ = ["has_saved_tensor_hooks", "saved_by"]

PREFIX = "_saved_"
_names: dict[type, tuple[str, ...]] = {}


def saved_by(
    function: Function,
    state: State,
    inputs: list[Argument],
    outputs: list[torch.Tensor],
) -> tuple[Saved, ...]:
    """The saved tensors of a new node, as far as the recording looks at nodes in such detail."""
    if len(state.graph.nodes) > state.options.local_nodes or has_saved_tensor_hooks():
        return ()
    near = [*(each for _, each in inputs), *outputs]
    found = []
    for name in _saved_names(function):
        tensor = _read(function, name)
        if isinstance(tensor, torch.Tensor):
            found.append(_describe(name.removeprefix(PREFIX), tensor, near, state))
    return tuple(found)


def has_saved_tensor_hooks() -> bool:
    """Whether reading a saved tensor would run code of the program's."""
    return torch._C._autograd._top_saved_tensors_default_hooks(True) is not None


def _saved_names(function: Function) -> tuple[str, ...]:
    kind = type(function)
    if kind not in _names:
        _names[kind] = tuple(name for name in dir(kind) if name.startswith(PREFIX))
    return _names[kind]


def _read(function: Function, name: str) -> Any:
    try:
        return getattr(function, name)
    except RuntimeError:  # freed, or written in place since
        return None


def _describe(name: str, saved: torch.Tensor, near: list[torch.Tensor], state: State) -> Saved:
    match = next((each for each in near if _is_same(saved, each)), None)
    known = state.registry.get(match) if match is not None else None
    return Saved(
        name=name,
        tensor=known.index if known else None,
        shape=shape_of(saved),
        dtype=dtype_name(saved),
    )


def _is_same(one: torch.Tensor, two: torch.Tensor) -> bool:
    return one is two or (
        one.layout is torch.strided
        and two.layout is torch.strided
        and one.shape == two.shape
        and one.stride() == two.stride()
        and address_of(one) == address_of(two) != 0
    )
