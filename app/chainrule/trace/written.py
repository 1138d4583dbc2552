"""A trace as text, which is stored and sent as it is."""

from dataclasses import dataclass
from typing import Self

from chainrule.trace.document import Trace
from chainrule.trace.model import Failure

__all__ = ["Written"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A checked trace's JSON text, and what is asked about it without reading it again."""

    id: str
    title: str
    error: Failure | None
    text: bytes

    @classmethod
    def of(cls, trace: Trace) -> Self:
        """The trace's text; half characters, which UTF-8 does not have, are replaced."""
        text = trace.to_json().encode("utf-8", "replace")
        return cls(id=trace.id, title=trace.meta.title, error=trace.error, text=text)

    def read(self) -> Trace:
        """The trace."""
        return Trace.from_json(self.text)
