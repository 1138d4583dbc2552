"""The style that a part of a formula is set in, and the slanted letters of its names."""

from dataclasses import dataclass, replace
from math import floor

from chainrule.export.mathboxes import units
from chainrule.export.mathfont import constant

__all__ = ["Style", "slanted"]

GREEK = {
    **{chr(0x3B1 + each): chr(0x1D6FC + each) for each in range(25)},
    **{chr(0x391 + each): chr(0x1D6E2 + each) for each in range(25)},
}
EIGHTEENTHS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How large letters are in pixels, and what the page's style sheet says of some elements.

    `fraction` is the type of a fraction's parts, None for that around it; `unit` is how large a
    slide is, for the brackets of matrices, None where they are written as signs.
    """

    size: float
    fraction: float | None = None
    unit: float | None = None
    display: bool = True
    cramped: bool = False
    depth: int = 0
    tone: str | None = None

    @property
    def script(self) -> "Style":
        """The style of what stands above or below."""
        shares = (
            1.0,
            constant("SCRIPT_PERCENT_SCALE_DOWN"),
            constant("SCRIPT_SCRIPT_PERCENT_SCALE_DOWN"),
        )
        depth = min(self.depth + 1, 2)
        size = self.size * shares[depth] / shares[self.depth]
        return replace(self, size=size, depth=depth, display=False)

    def length(self, name: str) -> float:
        """A length of the font in pixels."""
        return units(self.size * constant(name))

    def spaced(self, eighteenths: int) -> float:
        """The room beside an operator: a browser measures it in whole sizes of the type."""
        return units(floor(self.size + 0.5) * eighteenths / EIGHTEENTHS)


def slanted(letter: str) -> str:
    if letter == "h":
        return "ℎ"
    if letter.isascii() and letter.isalpha():
        return chr(
            ord(letter) - ord("A") + 0x1D434
            if letter.isupper()
            else ord(letter) - ord("a") + 0x1D44E
        )
    return GREEK.get(letter, letter)
