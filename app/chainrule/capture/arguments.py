"""The tensors among a call's arguments and results."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import torch

__all__ = ["Argument", "is_repeatable", "read_by", "tensors_in"]

# The parameter's name where it is known, and the tensor.
Argument = tuple[str | None, torch.Tensor]
DEEPEST = 4
# Most arguments that are no tensor are one of these, and hold none.
PLAIN = {int, float, bool, str, type(None), torch.dtype, torch.device, torch.Size}


def _arguments(
    names: tuple[str, ...], positional: tuple[Any, ...], keywords: Mapping[str, Any]
) -> list[Argument]:
    """Every tensor passed, in order; one inside a list bears the list's parameter name."""
    found: list[Argument] = []
    for number, value in enumerate(positional):
        if isinstance(value, torch.Tensor):
            found.append((names[number] if number < len(names) else None, value))
        elif type(value) not in PLAIN:
            name = names[number] if number < len(names) else None
            found.extend((name, tensor) for tensor in tensors_in(value))
    for name, value in keywords.items():
        if isinstance(value, torch.Tensor):
            found.append((name, value))
        elif type(value) not in PLAIN:
            found.extend((name, tensor) for tensor in tensors_in(value))
    return found


def read_by(
    names: tuple[str, ...], positional: tuple[Any, ...], keywords: Mapping[str, Any]
) -> list[Argument]:
    """The tensors that a call reads: what `out=` names is written only, unless it requires grad."""
    found = _arguments(names, positional, keywords)
    if keywords.get("out") is None:
        return found
    out = {id(each) for each in tensors_in(keywords["out"]) if not each.requires_grad}
    return [(name, each) for name, each in found if name != "out" or id(each) not in out]


def tensors_in(value: Any) -> Iterable[torch.Tensor]:
    """The tensors in `value`, a tensor or containers of them."""
    return (value,) if isinstance(value, torch.Tensor) else _inside(value, 0)


def is_repeatable(positional: tuple[Any, ...], keywords: Mapping[str, Any]) -> bool:
    """Whether a call could be made again unnoticed: no function of the program's, no generator."""
    values = (*positional, *keywords.values())
    return not any(
        isinstance(each, torch.Generator) or (callable(each) and not isinstance(each, torch.Tensor))
        for each in values
    )


def _inside(value: Any, depth: int) -> Iterator[torch.Tensor]:
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, list | tuple) and depth < DEEPEST:
        for each in value:
            yield from _inside(each, depth + 1)
    elif isinstance(value, dict) and depth < DEEPEST:
        for each in value.values():
            yield from _inside(each, depth + 1)
