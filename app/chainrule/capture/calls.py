"""A call of the program into torch: what it was given, and what came of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import torch

from chainrule.capture.arguments import Argument, tensors_in
from chainrule.capture.functions import Called
from chainrule.capture.source import Place
from chainrule.capture.tensors import version_of

__all__ = ["CallInProgress", "distinct"]


@dataclass(slots=True)
class CallInProgress:
    """A call of the program into torch, and what it was given.

    `through` is the library function that the program itself called, if that is another one.
    """

    called: Called
    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    inputs: list[Argument]
    versions: list[int]
    frame: FrameType | None
    place: Place
    through: str | None = None
    random_state: torch.Tensor | None = None
    results: list[torch.Tensor] = field(default_factory=list)
    mutated: list[torch.Tensor] = field(default_factory=list)

    def finish(self, result: Any) -> None:
        """Sort what came out into new tensors and inputs written in place."""
        pairs = zip(self.inputs, self.versions, strict=True)
        written = [each for (_, each), version in pairs if version_of(each) != version]
        self.mutated = distinct(written) if len(written) > 1 else written
        given = {id(each) for _, each in self.inputs}
        fresh = [each for each in tensors_in(result) if id(each) not in given]
        self.results = distinct(fresh) if len(fresh) > 1 else fresh


def distinct(tensors: list[torch.Tensor]) -> list[torch.Tensor]:
    """The same tensors in the same order, each once."""
    seen: dict[int, torch.Tensor] = {id(each): each for each in tensors}
    return list(seen.values())
