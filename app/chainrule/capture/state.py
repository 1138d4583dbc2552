"""What the parts of one recording share."""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import torch
from torch.utils._python_dispatch import _disable_current_modes

from chainrule.capture.calls import CallInProgress
from chainrule.capture.finite import FiniteDifferences
from chainrule.capture.graph import Graph
from chainrule.capture.modules import Modules
from chainrule.capture.names import Names
from chainrule.capture.source import Place, Sources
from chainrule.capture.tensors import Known, TensorRegistry
from chainrule.capture.timeline import Timeline
from chainrule.capture.values import Snapshots
from chainrule.trace import Options

__all__ = ["State"]


@dataclass(slots=True)
class Grads:
    """The latest snapshot of each leaf's `.grad`, by the leaf's index among the tensors."""

    now: dict[int, int | None] = field(default_factory=dict)


@dataclass(slots=True)
class State:
    """The document in the making, and whether to look at what happens now.

    `hooks` says which hook stands at an output of a node. `failed` is the last call into torch
    that raised, `failed_node` the last node that the engine did not finish: the program may catch
    the exception, or end with it. `remark` is said of every operation that runs now. `engine` is
    how deep the pause of the engine's run is.
    """

    options: Options
    sources: Sources
    registry: TensorRegistry = field(default_factory=TensorRegistry)
    snapshots: Snapshots = field(init=False)
    graph: Graph = field(init=False)
    modules: Modules = field(init=False)
    names: Names = field(init=False)
    timeline: Timeline = field(init=False)
    finite: FiniteDifferences = field(init=False)
    grads: Grads = field(default_factory=Grads)
    hooks: dict[tuple[int, int], tuple[str, Place]] = field(default_factory=dict)
    failed: tuple[Exception, CallInProgress] | None = None
    failed_node: tuple[BaseException, int | None] | None = None
    notes: dict[str, None] = field(default_factory=dict)
    paused: int = 0
    remark: str | None = None
    stepping: list[tuple[FrameType, int]] = field(default_factory=list)
    engine: int | None = None

    def __post_init__(self) -> None:
        self.snapshots = Snapshots(self.options)
        self.graph = Graph(self.registry, self.snapshots)
        self.modules = Modules()
        self.names = Names(self.graph, self.registry, self.sources)
        self.timeline = Timeline(self.options.max_steps)
        self.finite = FiniteDifferences(self.options)

    def known(self, tensor: torch.Tensor) -> Known:
        """What is known of `tensor`; a leaf bears its qualified name in its module."""
        known = self.graph.known(tensor)
        if self.graph.nodes[known.node].kind == "leaf":
            described = self.graph.tensors[known.index]
            path = self.modules.path_of(tensor)
            if described.path is None and path is not None:
                self._name_leaf(tensor, known, path)
        return known

    def _name_leaf(self, tensor: torch.Tensor, known: Known, path: str) -> None:
        role = self.graph.tensors[known.index].role
        if self.modules.is_buffer(tensor):
            role = "buffer"
            self.may_change_unseen(tensor)
        self.graph.amend(known.index, path=path, role=role)

    def may_change_unseen(self, tensor: torch.Tensor) -> None:
        """Look again at each use: something writes to the tensor where torch does not count it."""
        self.registry.mark(tensor, "aliased", True)

    @property
    def watching(self) -> bool:
        """Whether the program's own code runs and there is room for more steps."""
        while self.stepping and not _runs(self.stepping[-1][0]):
            self.paused = self.stepping.pop()[1]  # an optimiser's step that raised
        return not self.paused and not self.timeline.full

    @property
    def in_hook(self) -> bool:
        """Whether the engine runs the program's own code, such as a hook that takes a step."""
        return self.engine == self.paused and not self.timeline.full

    def begin_step(self, frame: FrameType) -> None:
        """Pause for an optimiser's step, which `frame` runs and may leave by an exception."""
        self.stepping.append((frame, self.paused))
        self.paused += 1

    def end_step(self) -> None:
        self.paused = self.stepping.pop()[1]

    def bookkeeping(self, of: str) -> "_Bookkeeping":
        """Our own work: calls into torch are not the program's, and no failure of ours reaches it.

        The document says what could not be recorded.
        """
        return _Bookkeeping(self, of)

    def pause(self) -> "_Pause":
        """Calls into torch in here are not the program's own."""
        return _Pause(self)

    def lost(self, of: str, error: Exception) -> None:
        """Something of ours failed: the document says what could not be recorded."""
        reason = str(error).partition("\n")[0][:200]
        self.note(f"{of} could not be recorded ({type(error).__name__}: {reason}).")

    @contextmanager
    def resume(self, remark: str | None = None) -> Iterator[None]:
        """The program's own code runs again inside something that was paused."""
        before = self.paused, self.remark
        self.paused, self.remark = 0, remark or self.remark
        try:
            yield
        finally:
            self.paused, self.remark = before

    def note(self, sentence: str) -> None:
        """Something the reader of the document must know, said once."""
        self.notes[sentence] = None


@dataclass(slots=True)
class _Pause:
    state: State

    def __enter__(self) -> None:
        self.state.paused += 1

    def __exit__(self, *exception: object) -> None:
        self.state.paused -= 1


class _Bookkeeping:
    """No mode of the program's, and no class of tensors of its own, sees what we do."""

    __slots__ = ("guard", "modes", "of", "state")

    def __init__(self, state: State, of: str) -> None:
        self.state, self.of = state, of
        self.guard = torch._C.DisableTorchFunction()
        self.modes: AbstractContextManager[Any] | None = None

    def __enter__(self) -> None:
        self.state.paused += 1
        self.guard.__enter__()
        if torch._C._len_torch_dispatch_stack():
            self.modes = _disable_current_modes()
            self.modes.__enter__()

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> bool:
        if self.modes is not None:
            self.modes.__exit__(None, None, None)
        self.guard.__exit__(None, None, None)
        self.state.paused -= 1
        if isinstance(error, Exception):
            self.state.lost(self.of, error)
            return True
        return False


def _runs(wanted: FrameType) -> bool:
    """Whether a frame is still on this thread's stack."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame is not wanted:
        frame = frame.f_back
    return frame is not None
