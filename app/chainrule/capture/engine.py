"""The engine's entry: each of its runs begins, ends and fails here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch

from chainrule.capture.backward import Backward
from chainrule.capture.evidence import came_from_python
from chainrule.capture.locals import LocalDerivatives
from chainrule.capture.state import State
from chainrule.capture.visits import next_up

__all__ = ["Engine"]


@dataclass(slots=True)
class Engine:
    """Stands at the engine's entry; runs inside runs get records of their own."""

    state: State
    locals: LocalDerivatives
    running: list[Backward] = field(default_factory=list)

    def run(self, original: Callable[..., Any], roots: Any, args: Any, kwargs: Any) -> Any:
        """Run the engine, recorded."""
        if not all(_has_edge(each) for each in roots):
            return original(roots, *args, **kwargs)  # which says what is wrong
        backward = self._begin(roots, args)
        try:
            with self._inside(backward):
                result = original(roots, *args, **kwargs)
        except BaseException as error:
            node = backward.close()
            if node is None and came_from_python(error):
                node = next_up(backward)
            self.state.failed_node = (error, node)
            raise
        backward.close()
        with self.state.bookkeeping("What the backward pass returned"), torch.no_grad():
            inputs = args[3] if len(args) > 3 else kwargs.get("inputs", ())
            if not kwargs.get("accumulate_grad", True):
                backward.captured(tuple(inputs or ()), tuple(result or ()))
        return result

    def _begin(self, roots: Any, args: Any) -> Backward:
        frame = self.state.sources.frame()
        with self.state.bookkeeping("The variables' names"):
            self.state.names.look(frame)
        place = self.state.sources.place(frame)
        backward = Backward(self.state, self.locals, place)
        self.state.timeline.enter("backward")
        first = len(self.state.timeline.steps)
        with self.state.bookkeeping("The backward pass"):
            begun = backward.watch(tuple(roots), tuple(args[0]))
            self.state.timeline.roots[first] = begun
        return backward

    @contextmanager
    def _inside(self, backward: Backward) -> Iterator[None]:
        self.running.append(backward)
        outer = self.state.engine
        try:
            with self.state.pause():
                self.state.engine = self.state.paused
                yield
        finally:
            self.running.pop()
            self.state.engine = outer
            if self.running:
                self.state.timeline.split()


def _has_edge(root: Any) -> bool:
    return not isinstance(root, torch.Tensor) or root.requires_grad
