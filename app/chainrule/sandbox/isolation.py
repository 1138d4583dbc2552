"""How well programs are locked in on this machine, as found out by trying."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from chainrule.sandbox.layers import LAYERS
from chainrule.sandbox.probe import CONTROL

__all__ = ["Isolation"]

NOT_LOCKED = (
    "Programs are not locked in here: one runs with the rights of whoever started this server, over"
    " files and network too. {reasons}."
)
MISSING = "This machine does not offer {layers}"
ESCAPED = "a locked process could {deeds}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Isolation:
    """The layers in force, and what a locked process could do in spite of them."""

    layers: tuple[str, ...]
    escapes: tuple[str, ...]
    works: bool = True

    @classmethod
    def found(cls, layers: Iterable[str], answer: bytes) -> "Isolation":
        """What the probe of a locked process answered."""
        done = json.loads(answer)
        escapes = tuple(deed for deed in done if deed != CONTROL)
        return cls(layers=tuple(layers), escapes=escapes, works=CONTROL in done)

    @classmethod
    def unknown(cls) -> "Isolation":
        """Nothing has been tried yet."""
        return cls(layers=(), escapes=(), works=False)

    @property
    def known(self) -> bool:
        """Whether it has been tried."""
        return self != Isolation.unknown()

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(layer for layer in LAYERS if layer not in self.layers)

    @property
    def complete(self) -> bool:
        """Whether a stranger's program may run here."""
        return self.works and not self.missing and not self.escapes

    @property
    def sentence(self) -> str:
        """The state in words."""
        if self.complete:
            return "Programs are locked in: they reach no file, no network and no other process."
        if not self.known:
            return "Whether programs are locked in is still being found out."
        if not self.works:
            return "A locked process cannot read the packages of Python that it needs."
        parts = [MISSING.format(layers=", ".join(self.missing))] if self.missing else []
        parts += [ESCAPED.format(deeds=", ".join(self.escapes))] if self.escapes else []
        return NOT_LOCKED.format(reasons="; ".join(parts))
