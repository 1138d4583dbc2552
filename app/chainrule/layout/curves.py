"""Wires as chains of cubic Béziers: level through columns, and a swing in the gaps between."""

from collections.abc import Sequence
from itertools import pairwise

from chainrule.layout.style import LANE

__all__ = ["Path", "Stretch", "backward", "draw"]

# (from, to, height): a level run of a wire
Stretch = tuple[float, float, float]
Path = list[tuple[float, float]]

LEVEL = 0.5  # smaller rises are drawn straight


def draw(stretches: Sequence[Stretch], lane: int) -> Path:
    """The curve along level stretches, `lane` −1 above the middle of the track or 1 below it."""
    first = stretches[0]
    path: Path = [(first[0], first[2] + lane * LANE)]
    for here, there in pairwise(stretches):
        _go(path, here[1], here[2] + lane * LANE)
        _swing(path, there[0], there[2] + lane * LANE, lane)
    _go(path, stretches[-1][1], stretches[-1][2] + lane * LANE)
    if len(path) == 1:
        path += [path[0]] * 3
    return path


def backward(path: Path) -> Path:
    """The same way from its end to its start."""
    return path[::-1]


def _go(path: Path, x: float, y: float) -> None:
    """Straight on, as a part of the straight before it where there is one."""
    start = path[-1]
    if abs(x - start[0]) < LEVEL:
        return
    if len(path) > 3 and all(abs(each[1] - y) < LEVEL for each in path[-4:]):
        start = path[-4]
        del path[-3:]
    path += [_between(start, (x, y), 1 / 3), _between(start, (x, y), 2 / 3), (x, y)]


def _swing(path: Path, x: float, y: float, lane: int) -> None:
    """An S between two levels. The lanes of a track swing apart, so that they stay parallel."""
    start = path[-1]
    rise, run = y - start[1], x - start[0]
    if abs(rise) < LEVEL:
        _go(path, x, y)
        return
    steep = min(1.0, abs(rise) / max(run, 1.0))
    shift = -lane * LANE * steep * (1 if rise > 0 else -1)
    middle = (start[0] + x) / 2 + max(-run / 4, min(shift, run / 4))
    path += [(middle, start[1]), (middle, y), (x, y)]


def _between(
    one: tuple[float, float], other: tuple[float, float], at: float
) -> tuple[float, float]:
    return one[0] + (other[0] - one[0]) * at, one[1] + (other[1] - one[1]) * at
