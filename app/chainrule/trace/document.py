"""The trace document: one run of one program, recorded once, never changed."""

import dataclasses
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

from chainrule.trace.codec import decode, encode
from chainrule.trace.errors import NotATrace, TraceError
from chainrule.trace.migrate import FORMAT, VERSION, migrate
from chainrule.trace.model import (
    Call,
    Edge,
    Failure,
    Meta,
    Module,
    Node,
    Pass,
    Program,
    Snapshot,
    Tensor,
)
from chainrule.trace.steps import Step
from chainrule.trace.text import text_of
from chainrule.trace.validate import validate

__all__ = ["Trace"]

ID_LENGTH = 32
TOGETHER = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What a run did. `id` is the hash of everything but `meta.created` and `meta.elapsed`."""

    format: str = FORMAT
    version: int = VERSION
    id: str = ""
    meta: Meta
    program: Program
    output: str
    modules: tuple[Module, ...]
    calls: tuple[Call, ...]
    tensors: tuple[Tensor, ...]
    snapshots: tuple[Snapshot, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    steps: tuple[Step, ...]
    passes: tuple[Pass, ...]
    error: Failure | None = None

    def to_dict(self) -> dict[str, Any]:
        """The document as plain JSON values: no NaN, no infinity, no tuple."""
        document: dict[str, Any] = encode(self)
        return document

    def to_json(self) -> str:
        """The document as compact JSON text."""
        return "".join(self.pieces())

    def pieces(self) -> Iterator[str]:
        """The text of `to_json`, bit by bit: no more than some hundred parts are JSON at once."""
        opening = "{"
        for name in self.__slots__:
            value = getattr(self, name)
            yield f'{opening}"{name}":'
            opening = ","
            if isinstance(value, tuple):
                yield from _array(value)
            else:
                yield text_of(value)
        yield "}"

    @classmethod
    def from_dict(cls, document: object) -> Self:
        """The trace that plain JSON values describe. Raises `TraceError`."""
        if not isinstance(document, dict):
            raise NotATrace("This JSON is no object, where a trace document was expected.")
        trace = decode(cls, migrate(document))
        validate(trace)
        return trace

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """The trace in JSON text. Raises `TraceError`."""
        try:
            document = json.loads(text, parse_constant=_refuse_constant)
        except RecursionError:
            raise NotATrace("This JSON is nested too deeply to be a trace document.") from None
        except TraceError:
            raise
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise NotATrace(f"This is no JSON ({error}); is the file cut short?") from None
        except ValueError:  # Python's own limit to the digits of an integer
            raise NotATrace("This JSON holds an integer of thousands of digits.") from None
        return cls.from_dict(document)

    def sealed(self) -> Self:
        """The trace with its `id`, which equal runs share."""
        timeless = dataclasses.replace(self.meta, created="", elapsed=0.0)
        digest = hashlib.sha256()
        for piece in dataclasses.replace(self, id="", meta=timeless).pieces():
            digest.update(piece.encode("utf-8", "surrogatepass"))
        return dataclasses.replace(self, id=digest.hexdigest()[:ID_LENGTH])


def _array(items: tuple[Any, ...]) -> Iterator[str]:
    yield "["
    for start in range(0, len(items), TOGETHER):
        part = ",".join([text_of(item) for item in items[start : start + TOGETHER]])
        yield part if start == 0 else f",{part}"
    yield "]"


def _refuse_constant(name: str) -> None:
    raise NotATrace(f"The JSON holds a bare {name}; a trace writes it as the string of its name.")
