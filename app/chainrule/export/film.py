"""A run of steps as the frames of a film."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chainrule.export.drawing import Drawing
from chainrule.export.look import Look

if TYPE_CHECKING:
    from chainrule.export.artist import Artist

__all__ = ["FRAMES", "MOVING", "RESTING", "Shot", "film", "shots_of"]

FRAMES = 20
"""Frames a second."""
# As the page's clock has it, in seconds: a step moves, then it stands.
MOVING, RESTING = 0.6, 0.5


@dataclass(frozen=True, slots=True)
class Shot:
    """What one frame shows: a step that is done by `progress`."""

    position: int
    progress: float


def shots_of(positions: Sequence[int], speed: float) -> list[Shot]:
    """The frames of these positions: the first as it stands, each further one from its start."""
    first, *rest = positions
    shots = [Shot(first, 1.0)] * max(round(FRAMES * RESTING / speed), 1)
    length = (MOVING + RESTING) / speed
    for number, position in enumerate(rest):
        start, end = (round(FRAMES * length * each) for each in (number, number + 1))
        for frame in range(start, end):
            passed = (frame + 1) / FRAMES - number * length
            # A step is seen at its end, however short it is.
            progress = 1.0 if frame == end - 1 else min(passed * speed / MOVING, 1.0)
            shots.append(Shot(position, progress))
    return shots


def film(artist: "Artist", shots: Sequence[Shot], look: Look) -> Iterator[Drawing]:
    """The drawing of each shot; one that is shown again is the very same object."""
    positions = list(dict.fromkeys(shot.position for shot in shots))
    ends = artist.cameras(positions, look)
    cameras = dict(zip(positions, zip([ends[0], *ends], ends, strict=False), strict=True))
    last: Shot | None = None
    drawing: Drawing | None = None
    for shot in shots:
        if drawing is None or shot != last:
            seen_from = cameras[shot.position]
            drawing = artist.draw(shot.position, look, progress=shot.progress, cameras=seen_from)
        last = shot
        yield drawing
