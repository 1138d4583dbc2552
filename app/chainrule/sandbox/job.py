"""What a run is asked to do, and what it may use while doing it."""

from dataclasses import dataclass, field

from chainrule.trace import Options

__all__ = ["Job", "Limits"]

MIB = 1024**2
GIB = 1024**3


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A program to run. `trusted` programs may run where nothing can lock them in."""

    source: str
    title: str | None = None
    seed: int | None = 0
    options: Options = field(default_factory=Options)
    trusted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one run: seconds, bytes, and counts of recorded steps and open descriptors.

    At `seconds` the program is interrupted. It is killed `grace` seconds later, unless it has
    reacted and writes its trace up to there, for which it has `writing` seconds. `memory` is what
    it may map beyond what it starts with.
    """

    seconds: float = 10.0
    grace: float = 5.0
    writing: float = 10.0
    memory: int = 2 * GIB
    program: int = 256 * 1024
    output: int = MIB
    result: int = 64 * MIB
    steps: int = 10_000
    descriptors: int = 64
