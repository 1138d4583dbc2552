"""One export: what is asked for, and the stills and frames that writers make a file of."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self

from chainrule.export.drawing import Drawing
from chainrule.export.film import film, shots_of
from chainrule.export.look import Look
from chainrule.export.wish import ExportError, Wish
from chainrule.trace import Trace

if TYPE_CHECKING:
    from chainrule.export.artist import Artist

__all__ = ["Format", "Job", "Tell"]

Tell = Callable[[int, int], None]
"""Told how many of how many stills are done; may raise to end the export."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How a trace becomes a file.

    `nodes`, `stills` and `frames` are the most that it is good for, and `pixels` of all frames
    together; `instead` is the format for what is larger; `one`: it has room for a single step;
    `film`: it moves. `usual` is how it looks if nothing is said.
    """

    suffix: str
    media_type: str
    says: str
    write: Callable[["Job"], bytes]
    usual: Look = field(default_factory=Look)
    one: bool = False
    film: bool = False
    nodes: int = 20_000
    stills: int = 400
    frames: int = 2_400
    pixels: float = math.inf
    instead: str = "dot"


class Job:
    """A trace on its way into a format. To be closed: an engine may be at work inside."""

    def __init__(self, trace: Trace, format: Format, wish: Wish, tell: Tell) -> None:
        self.trace = trace
        self.format = format
        self.wish = wish
        self._tell = tell
        self._artist: Artist | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._artist is not None:
            self._artist.__exit__(kind, error, trace)

    @property
    def look(self) -> Look:
        return self.wish.look

    @property
    def artist(self) -> "Artist":
        """Draws the trace; made, and what it takes loaded, when it is first needed."""
        from chainrule.export.artist import Artist

        if self._artist is None:
            self._artist = Artist(self.trace)
        return self._artist

    @property
    def positions(self) -> list[int]:
        """The positions that are asked for; the last of them where there is room for one."""
        positions = self.wish.positions(self.artist.stops)
        return positions[-1:] if self.format.one else positions

    @cached_property
    def notes(self) -> Mapping[int, str]:
        """What the lesson that this is a run of says, by position."""
        from chainrule.export.narration import notes_of

        return notes_of(self.trace)

    def address(self) -> str:
        """The wish as an embed's address has it, its steps known to be there."""
        return self.wish.address(self.format.usual) if self.positions else ""

    def stills(self) -> Iterator[tuple[int, Drawing]]:
        """Each step that is asked for: its number on the page, and its drawing."""
        positions, most = self.positions, self.format.stills
        if len(positions) > most:
            raise ExportError(
                f"These are {len(positions):,} steps, and {self.format.suffix} is good for"
                f" {most:,} at most; choose fewer with `from` and `to`."
            )
        numbers = {stop.position: number for number, stop in enumerate(self.artist.stops)}
        for done, position in enumerate(positions):
            self._tell(done, len(positions))
            drawing = self.artist.draw(position, self.look)
            yield numbers[position], replace(drawing, note=self.notes.get(position, ""))
        self._tell(len(positions), len(positions))

    def frames(self) -> Iterator[Drawing]:
        """The frames of a film of the steps that are asked for."""
        shots, look = shots_of(self.positions, self.wish.speed), self.look
        most = int(min(self.format.frames, self.format.pixels / (look.width * look.height)))
        if len(shots) > most:
            raise ExportError(
                f"This film would have {len(shots):,} frames, and {self.format.suffix} is good for"
                f" {most:,} of this size at most; choose fewer steps with `from` and `to`, a higher"
                f" `speed`, a smaller size, or take {self.format.instead}."
            )
        for done, drawing in enumerate(film(self.artist, shots, self.look)):
            self._tell(done, len(shots))
            yield drawing
        self._tell(len(shots), len(shots))
