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
    together; `instead` is the format for what is larger, or what there is beside formats; `one`: it
    has room for a single step; `film`: it moves. `usual` is how it looks if nothing is said.
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

    def most(self, look: Look) -> int:
        """The most frames of such a size, or the most steps where nothing moves."""
        if not self.film:
            return self.stills
        return int(min(self.frames, self.pixels / (look.width * look.height)))


class Job:
    """A trace on its way into a format, to be closed: an engine may be at work inside."""

    def __init__(
        self,
        trace: Trace,
        format: Format,
        wish: Wish,
        tell: Tell,
        others: Mapping[str, Format],
    ) -> None:
        self.trace = trace
        self.format = format
        self._others = others
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

    def check_nodes(self) -> None:
        """Raises `ExportError` where the graph is too large for the format."""
        count, row = len(self.trace.nodes), self.format
        if count > row.nodes:
            raise ExportError(
                f"This trace has {count:,} nodes, and {row.suffix} is good for"
                f" {row.nodes:,} at most; {self._instead()} takes it."
            )

    def _instead(self, *, steps: int = 0, frames: int = 0) -> str:
        """What would take as much: the first that does of those which the formats name in turn."""
        name = self.format.instead
        while (row := self._others.get(name)) is not None:
            fits = (frames if row.film else steps) <= row.most(self.look)
            if fits and len(self.trace.nodes) <= row.nodes:
                break
            name = row.instead
        return name

    def stills(self) -> Iterator[tuple[int, Drawing]]:
        """Each step that is asked for: its number on the page, and its drawing."""
        positions, most = self.positions, self.format.most(self.look)
        if len(positions) > most:
            raise ExportError(
                f"These are {len(positions):,} steps, and {self.format.suffix} is good for"
                f" {most:,} at most; choose fewer with `from` and `to`, or take"
                f" {self._instead(steps=len(positions))}."
            )
        numbers = {stop.position: number for number, stop in enumerate(self.artist.stops)}
        for done, position in enumerate(positions):
            self._tell(done, len(positions))
            drawing = self.artist.draw(position, self.look)
            yield numbers[position], replace(drawing, note=self.notes.get(position, ""))
        self._tell(len(positions), len(positions))

    def frames(self) -> Iterator[Drawing]:
        """The frames of a film of the steps that are asked for."""
        positions, most = self.positions, self.format.most(self.look)
        shots = shots_of(positions, self.wish.speed)
        if len(shots) > most:
            raise ExportError(
                f"This film would have {len(shots):,} frames, and {self.format.suffix} is good for"
                f" {most:,} of this size at most; choose fewer steps with `from` and `to`, a higher"
                f" `speed`, a smaller size, or take"
                f" {self._instead(steps=len(positions), frames=len(shots))}."
            )
        for done, drawing in enumerate(film(self.artist, shots, self.look)):
            self._tell(done, len(shots))
            yield drawing
        self._tell(len(shots), len(shots))
