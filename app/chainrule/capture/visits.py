"""What the engine does at one node: the hooks that see it come and go."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch

from chainrule.capture.gradients import Function
from chainrule.capture.timeline import Reserved
from chainrule.trace import Arrival

if TYPE_CHECKING:
    from chainrule.capture.backward import Backward

__all__ = ["Hooked", "Visit", "next_up"]


@dataclass(slots=True)
class Visit:
    """A node that the engine is running: its place in the timeline and what arrived.

    `versions` says how often each of the gradients that arrived had been written by then.
    """

    function: Function
    node: int
    place: Reserved | None
    arrived: tuple[Arrival, ...]
    versions: tuple[int, ...] = ()
    before: int | None = None


@dataclass(slots=True)
class Hooked:
    """The two hooks on a node, until it has run; no failure of ours reaches the engine."""

    backward: "Backward"
    function: Function
    node: int
    leaf: bool
    handles: tuple[Any, ...] = ()

    def put(self) -> None:
        before = self.function.register_prehook(self.arriving)
        self.handles = before, self.function.register_hook(self.leaving)

    def remove(self) -> None:
        for handle in self.handles:
            handle.remove()

    def arriving(self, gradients: tuple[torch.Tensor | None, ...]) -> None:
        with self.backward.state.bookkeeping("A gradient's arrival"), _without_grad():
            self.backward.arrive(self, gradients)

    def leaving(self, left: Any, arrived: Any) -> None:
        backward = self.backward
        visit = backward.open.pop(self.node, None)
        if visit is None:
            return
        del backward.hooked[self.node]
        self.remove()
        differentiable = torch.is_grad_enabled()
        with backward.state.bookkeeping("A gradient's departure"), _without_grad():
            try:
                if differentiable:
                    backward.adopt_made(visit, left, arrived)
                backward.leave(visit, left, arrived)
            except Exception:
                backward.never_left(visit)
                raise


def next_up(backward: "Backward") -> int | None:
    """The node that the engine turned to when a hook before it raised.

    It takes the latest made of those whose consumers have all run.
    """
    waited_for = {
        each for hooked in backward.hooked.values() for each, _ in hooked.function.next_functions
    }
    reached = {node for node, _ in backward.terms}
    ready = [
        (each.function._sequence_nr(), node)
        for node, each in backward.hooked.items()
        if node in reached and each.function not in waited_for
    ]
    return max(ready)[1] if ready else None


def _without_grad() -> AbstractContextManager[Any]:
    """Only under create_graph does the engine run with gradients on."""
    return torch.no_grad() if torch.is_grad_enabled() else _AS_IT_IS


_AS_IT_IS: AbstractContextManager[Any] = nullcontext()
