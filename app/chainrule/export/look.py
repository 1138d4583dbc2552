"""How the stills of an export look, and which there can be."""

from dataclasses import dataclass, replace
from typing import Literal

__all__ = ["Fit", "Look", "Overlay", "Stop", "Theme"]

Overlay = Literal["values", "requires_grad", "grad_fn", "chain"]
Fit = Literal["follow", "whole"]
"""Whether the camera goes along with the step, as on a slide, or shows all that can be read."""
Theme = Literal["light", "dark", "print"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What stills of one export have in common; sizes in pixels."""

    width: int = 1280
    height: int = 720
    theme: Theme = "light"
    show: tuple[Overlay, ...] = ("values",)
    fit: Fit = "follow"

    def even(self) -> "Look":
        """The same with even sizes."""
        return replace(self, width=self.width & ~1, height=self.height & ~1)


@dataclass(frozen=True, slots=True)
class Stop:
    """A position that can be shown: the step's id (None before the first) and what is said."""

    position: int
    id: str | None
    title: str
    text: str
