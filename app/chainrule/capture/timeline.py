"""The steps of a run in the making, and the passes that they fall into."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from chainrule.trace import Pass, Phase, Root, Step

__all__ = ["Reserved", "Timeline"]

# Steps between two calls of who counts them.
EVERY = 16

PHASE_OF: dict[str, Phase | None] = {
    "forward": "forward",
    "backward": "backward",
    "accumulate": "backward",
    "hook": None,
    "update": "update",
    "zero_grad": "update",
    "print": None,
    "error": None,
}


@dataclass(slots=True)
class Reserved:
    """A place in the timeline whose step is filled in later."""

    index: int
    id: str


@dataclass(slots=True)
class Timeline:
    """Steps in the order in which they happened; a step without a phase keeps the current one."""

    limit: int
    steps: list[Step | None] = field(default_factory=list)
    phases: list[Phase] = field(default_factory=list)
    roots: dict[int, tuple[Root, ...]] = field(default_factory=dict)
    counted: Callable[[int], object] | None = None
    _counts: Counter[str] = field(default_factory=Counter)
    _phase: Phase = "forward"

    @property
    def full(self) -> bool:
        return len(self.steps) >= self.limit

    @property
    def phase(self) -> Phase:
        return self._phase

    def enter(self, phase: Phase) -> None:
        """Steps without a phase of their own belong to `phase` from here on."""
        self._phase = phase

    def split(self) -> None:
        """A pass ends here, though the phase goes on: an inner run of the engine is over."""
        self.roots.setdefault(len(self.steps), ())

    def reserve(self, kind: str, phase: Phase | None = None) -> Reserved | None:
        """A place for a step of `kind`, or None when the limit is reached.

        `phase` is given where it is not the usual one of such a step.
        """
        if self.full:
            return None
        self._phase = phase or PHASE_OF[kind] or self._phase
        self._counts[kind] += 1
        self.steps.append(None)
        if self.counted is not None and not len(self.steps) % EVERY:
            self.counted(len(self.steps))
        self.phases.append(self._phase)
        return Reserved(len(self.steps) - 1, f"{kind}-{self._counts[kind]}")

    def fill(self, place: Reserved, step: Step) -> None:
        self.steps[place.index] = step

    def add(self, kind: str, make: Callable[[str], Step], phase: Phase | None = None) -> int | None:
        """Append the step that `make` builds for its id; its index, or None at the limit."""
        place = self.reserve(kind, phase)
        if place is None:
            return None
        self.fill(place, make(place.id))
        return place.index

    def finish(self) -> tuple[tuple[Step, ...], tuple[Pass, ...]]:
        """All steps and passes. A reserved place that was never filled is an error of ours."""
        steps = tuple(step for step in self.steps if step is not None)
        assert len(steps) == len(self.steps), "a reserved step was never filled"
        return steps, tuple(self._passes())

    def _passes(self) -> Sequence[Pass]:
        passes: list[Pass] = []
        first = 0
        for last, phase in enumerate(self.phases):
            following = self.phases[last + 1] if last + 1 < len(self.phases) else None
            if following != phase or last + 1 in self.roots:
                roots = self.roots.get(first, ())
                passes.append(Pass(phase=phase, first=first, last=last, roots=roots))
                first = last + 1
        return passes
