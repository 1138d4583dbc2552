"""A trace up to one step, sorted for questions: who feeds whom, and what ran when."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TypeVar

from chainrule.trace import (
    AccumulateStep,
    BackwardStep,
    Cleared,
    Edge,
    ForwardStep,
    HookStep,
    Root,
    Trace,
    ZeroGradStep,
)
from chainrule.why.content import Contents
from chainrule.why.words import Words

__all__ = ["Event", "History"]

Of = TypeVar("Of", ForwardStep, BackwardStep, HookStep)
# What can change the `.grad` of a leaf.
Event = AccumulateStep | ZeroGradStep | HookStep


class History:
    """What `trace` says up to step `at`. Every index is built once, in linear time."""

    def __init__(self, trace: Trace, at: int) -> None:
        self.trace = trace
        self.at = at
        self.words = Words(trace)
        self.contents = Contents(trace)
        self.known = trace.meta.options.values != "structure"

    @cached_property
    def consumers(self) -> list[list[int]]:
        """The edges out of each node."""
        return self._by("source")

    @cached_property
    def producers(self) -> list[list[int]]:
        """The edges into each node."""
        return self._by("target")

    def _by(self, end: str) -> list[list[int]]:
        found: list[list[int]] = [[] for _ in self.trace.nodes]
        for number, edge in enumerate(self.trace.edges):
            found[getattr(edge, end)].append(number)
        return found

    @cached_property
    def ran_forward(self) -> dict[int, list[int]]:
        """The forward steps of each node."""
        return self._steps_by_node(ForwardStep)

    @cached_property
    def ran_backward(self) -> dict[int, list[int]]:
        """The backward steps of each node."""
        return self._steps_by_node(BackwardStep)

    @cached_property
    def hooks(self) -> dict[int, list[int]]:
        """The hook steps of each node."""
        return self._steps_by_node(HookStep)

    def _steps_by_node(self, kind: type[Of]) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for number, step in enumerate(self.trace.steps):
            if isinstance(step, kind):
                found.setdefault(step.node, []).append(number)
        return found

    @cached_property
    def roots(self) -> list[tuple[int, Root]]:
        """Where backward passes began, each with its first step, over the whole run."""
        return [(each.first, root) for each in self.trace.passes for root in each.roots]

    def roots_between(self, after: int, until: int) -> list[Root]:
        return [root for first, root in self.roots if after < first <= until]

    def begins(self, step: int) -> int:
        """The first step of the engine's run that `step` belongs to."""
        place = bisect_left(self._beginnings, step + 1)
        return self._beginnings[place - 1] if place else 0

    @cached_property
    def _beginnings(self) -> list[int]:
        return [each.first for each in self.trace.passes if each.roots]

    def still_to_come(self, node: int) -> int | None:
        """When the engine's run that is going on now comes to `node`."""
        following = [first for first, _ in self.roots if first > self.at]
        end = following[0] if following else len(self.trace.steps)
        for number in range(self.at + 1, end):
            step = self.trace.steps[number]
            if isinstance(step, BackwardStep | AccumulateStep) and step.node == node:
                return number
        return None

    @property
    def cut_short(self) -> bool:
        """Whether the recording stopped before the program did."""
        return len(self.trace.steps) >= self.trace.meta.options.max_steps

    def cleared(self, step: ZeroGradStep, tensor: int) -> Cleared | None:
        """What a step did to the `.grad` of a leaf, if it did anything."""
        node, tensors = self.trace.tensors[tensor].node, self.trace.tensors
        return next((each for each in step.cleared if tensors[each.tensor].node == node), None)

    def events(self, tensor: int) -> list[tuple[int, Event]]:
        """What happened to the `.grad` of a leaf up to now."""
        node = self.trace.tensors[tensor].node
        found: list[tuple[int, Event]] = []
        for number, step in enumerate(self.trace.steps[: self.at + 1]):
            match step:
                case AccumulateStep(node=owner) if owner == node:
                    # A hook that changed what came in, not yet `.grad`.
                    if found and isinstance(found[-1][1], HookStep):
                        found = found[:-1] if found[-1][1].after == step.incoming else found
                    found.append((number, step))
                case ZeroGradStep() if self.cleared(step, tensor) is not None:
                    found.append((number, step))
                case HookStep(node=owner) if owner == node:
                    found.append((number, step))
        return found

    def sent(self, edge: Edge, before: int) -> tuple[int, BackwardStep] | None:
        """The latest run of an edge's consumer before step `before`."""
        return self.last_backward(edge.target, before)

    def last_backward(self, node: int, before: int) -> tuple[int, BackwardStep] | None:
        """The latest backward step of a node before step `before`."""
        ran = self.ran_backward.get(node, [])
        place = bisect_left(ran, before)
        return self._backward(ran[place - 1]) if place else None

    def _backward(self, number: int) -> tuple[int, BackwardStep]:
        step = self.trace.steps[number]
        assert isinstance(step, BackwardStep)
        return number, step

    def hook(self, node: int, output: int, until: int) -> tuple[int, HookStep] | None:
        """The hook that changed what arrived at an output, in the run that `until` is of."""
        if node not in self.hooks:
            return None
        begun = self.begins(until)
        for number in self.hooks[node]:
            step = self.trace.steps[number]
            if begun <= number < until and isinstance(step, HookStep) and step.output == output:
                return number, step
        return None

    def forward_of(self, node: int, until: int) -> tuple[int, ForwardStep] | None:
        """The latest forward step of a node up to `until`."""
        ran = self.ran_forward.get(node, [])
        place = bisect_left(ran, until + 1)
        number = ran[place - 1] if place else None
        step = None if number is None else self.trace.steps[number]
        return (number, step) if number is not None and isinstance(step, ForwardStep) else None

    def edges(self, numbers: Iterable[int]) -> Iterator[tuple[int, Edge]]:
        return ((number, self.trace.edges[number]) for number in numbers)
