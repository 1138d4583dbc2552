"""The tensors among a call's arguments and results."""

from collections.abc import Iterator, Mapping
from typing import Any

import torch

__all__ = ["Argument", "arguments", "tensors_in"]

# The parameter's name where it is known, and the tensor.
Argument = tuple[str | None, torch.Tensor]
DEEPEST = 4


def arguments(
    names: tuple[str, ...], positional: tuple[Any, ...], keywords: Mapping[str, Any]
) -> list[Argument]:
    """Every tensor passed, in order; one inside a list bears the list's parameter name."""
    found: list[Argument] = []
    for number, value in enumerate(positional):
        name = names[number] if number < len(names) else None
        found.extend((name, tensor) for tensor in tensors_in(value))
    for name, value in keywords.items():
        found.extend((name, tensor) for tensor in tensors_in(value))
    return found


def tensors_in(value: Any, depth: int = 0) -> Iterator[torch.Tensor]:
    """The tensors in `value`, a tensor or containers of them."""
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, list | tuple) and depth < DEEPEST:
        for each in value:
            yield from tensors_in(each, depth + 1)
    elif isinstance(value, dict) and depth < DEEPEST:
        for each in value.values():
            yield from tensors_in(each, depth + 1)
