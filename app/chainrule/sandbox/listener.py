"""Who waits for a run."""

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Listener"]


def _nobody(*_: object) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Called with the number of runs before it, when it is its turn, with what it prints, and now
    and then with the number of steps recorded so far (the program's own word, like the trace).
    """

    position: Callable[[int], object] = _nobody
    begun: Callable[[], object] = _nobody
    printed: Callable[[str], object] = _nobody
    recorded: Callable[[int], object] = _nobody
