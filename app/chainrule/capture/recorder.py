"""One recording: watches a thread's PyTorch calls and makes the trace document of them."""

import dataclasses
import platform
import re
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from types import FrameType
from typing import Any

import torch
from torch import nn
from torch.nn.parameter import is_lazy
from torch.overrides import _get_current_function_mode, _pop_mode_temporarily

from chainrule.capture.agreement import agreed
from chainrule.capture.arguments import tensors_in
from chainrule.capture.calls import CallInProgress
from chainrule.capture.collection import collecting_rarely
from chainrule.capture.engine import Engine
from chainrule.capture.failures import failure_of
from chainrule.capture.functions import Called
from chainrule.capture.interceptor import Interceptor
from chainrule.capture.locals import LocalDerivatives
from chainrule.capture.modules import takes_fused_path
from chainrule.capture.operations import Operations
from chainrule.capture.patches import watching
from chainrule.capture.source import Sources, variables_of
from chainrule.capture.state import State
from chainrule.capture.tensors import is_leaf
from chainrule.capture.updates import Updates
from chainrule.trace import (
    BackwardStep,
    ErrorStep,
    Failure,
    HookStep,
    Input,
    Meta,
    Options,
    PrintStep,
    Step,
    Trace,
)

__all__ = ["Recorder"]

METHOD = (
    "one pass: calls seen at PyTorch's Python interface, gradients by hooks on autograd's own"
    " nodes; the inside of small composite calls from a repetition of the call"
)
NO_BACKWARD = "The program ran no backward pass, so there are no gradients to show."
COMPILED = "torch.compile was left out: compiled graphs cannot be recorded, so it ran eagerly."
COMPILED_BEFORE = (
    "What torch.compile made before this recording ran eagerly in it: compiled graphs cannot be"
    " recorded."
)
TRACED = (
    "torch.jit.trace records calls by itself; what ran while it did is not in the document, and"
    " what it made is recorded by autograd's own nodes."
)
THREAD = (
    "The program started the thread {name!r}; a recording sees one thread, so what that one"
    " computed is not in the document, except for what a backward pass here went through."
)
AGAIN = "computed again in the backward pass: the checkpoint had kept its inputs only"
CUT = "The recording stopped after {limit} steps; what came later is not in the document."


class Recorder:
    """Use as a context manager; then `finish` gives the trace."""

    def __init__(
        self, *, options: Options, root: str | None = None, entry: str | None = None
    ) -> None:
        self.state = State(options, Sources(root, entry, Recorder.module.__code__))
        locals_ = LocalDerivatives(options, self.state.snapshots)
        self.updates = Updates(self.state)
        self._engine = Engine(self.state, locals_)
        self.operations = Operations(
            self.state,
            special={
                "grad": self.updates.set_grad,
                "data": self.updates.data,
                "set data": self.updates.set_data,
                "hook": self._hook_registered,
                "retain": self._retained,
                "require": self._required,
            },
            write=self.updates.written,
        )
        self.error: Failure | None = None
        self.printed: list[str] = []
        self._watching: watching | None = None
        self._mode = Interceptor(self.operations)
        self._began = 0.0
        self._elapsed = 0.0

    def __enter__(self) -> "Recorder":
        self._began = time.perf_counter()
        self._collecting = collecting_rarely()
        self._collecting.__enter__()
        self._watching = watching(self)
        self._watching.__enter__()
        self._mode.__enter__()  # type: ignore[no-untyped-call]
        return self

    def __exit__(self, *exception: Any) -> None:
        self._mode.__exit__(*exception)  # type: ignore[no-untyped-call]
        if self._watching is not None:
            self._watching.__exit__()
            self._watching = None
        self._collecting.__exit__(None, None, None)
        self._elapsed += time.perf_counter() - self._began

    # What `patches` calls.

    def engine(self, original: Callable[..., Any], roots: Any, args: Any, kwargs: Any) -> Any:
        if self.state.timeline.full:
            return original(roots, *args, **kwargs)
        return self._engine.run(original, roots, args, kwargs)

    def module(
        self, original: Callable[..., Any], module: nn.Module, args: Any, kwargs: Any
    ) -> Any:
        state = self.state
        if not state.watching:
            return original(module, *args, **kwargs)
        frame = None if state.modules.stack else state.sources.frame()
        if not state.modules.knows(module):
            with state.bookkeeping("The names inside a module"):
                state.modules.register(module)
        state.modules.begin(module, frame)
        state.sources.above.append(None)
        try:
            if takes_fused_path(module):
                return self._unwatched(original, module, args, kwargs)
            return original(module, *args, **kwargs)
        finally:
            state.sources.above.pop()
            state.modules.end()

    def custom(self, original: Callable[..., Any], cls: type, args: Any, kwargs: Any) -> Any:
        """A custom function is one operation; its `forward` is the program's own business."""
        if not self.state.watching:
            return original(*args, **kwargs)
        name = f"{cls.__qualname__}.apply"
        called = Called(name, cls.__name__, "custom", ())
        return self.operations.run(called, original, args, kwargs)

    def recompute(self, original: Callable[..., Any], ctx: Any, args: Any, kwargs: Any) -> Any:
        """The forward pass that a checkpoint runs again is recorded where it runs."""
        state = self.state
        if not self._engine.running:
            return original(ctx, *args, **kwargs)
        # Inside `loss.backward()`, a call into torch like any other, no function mode is on.
        with state.resume(remark=AGAIN), Interceptor(self.operations):
            return original(ctx, *args, **kwargs)

    def zero_grad(self, original: Callable[..., Any], holder: Any, args: Any, kwargs: Any) -> Any:
        if not (self.state.watching or self.state.in_hook):
            return original(holder, *args, **kwargs)
        with self.state.pause():
            parameters = _parameters_of(holder)
        with self.updates.clearing(parameters), self._aside():
            return original(holder, *args, **kwargs)

    def _aside(self) -> AbstractContextManager[Any]:
        """What runs inside is not looked at: it may as well not be intercepted."""
        innermost = _get_current_function_mode() is self._mode  # type: ignore[no-untyped-call]
        return _pop_mode_temporarily() if innermost else nullcontext()

    def compile(self, model: Any) -> Any:
        """Compiled graphs run no operation that could be seen; eager ones compute the same."""
        self.state.note(COMPILED)
        return model

    def compiled(self) -> None:
        """Something is called that was compiled before the recording."""
        self.state.note(COMPILED_BEFORE)

    def trace(self, original: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        """Our own calls would be in what it makes."""
        self.state.note(TRACED)
        with self.state.pause():
            return original(*args, **kwargs)

    def thread(self, name: str) -> None:
        """Another thread begins; its number is Python's own, and another in the next run."""
        self.state.note(THREAD.format(name=re.sub(r"-\d+", "", name)))

    def before_step(self, optimizer: Any, args: Any, kwargs: Any) -> Any:
        closure = args[1] if len(args) > 1 else kwargs.get("closure")
        inner = not (self.state.watching or self.state.in_hook)
        with self.state.bookkeeping("The optimiser's step"):
            self.updates.begin_step(optimizer, closure is not None, inner)
        self.state.begin_step(sys._getframe(2))
        if closure is None:
            return None
        recorded = self._recorded(closure)
        if len(args) > 1:
            return (args[0], recorded, *args[2:]), kwargs
        return args, {**kwargs, "closure": recorded}

    def after_step(self, optimizer: Any, args: Any, kwargs: Any) -> None:
        self.state.end_step()
        with self.state.bookkeeping("The optimiser's step"):
            self.updates.end_step(optimizer)

    def _recorded(self, closure: Callable[[], Any]) -> Callable[[], Any]:
        """The closure is the program's own code, in the middle of the optimiser's."""

        def run() -> Any:
            with self.state.resume():
                return closure()

        return run

    def _unwatched(
        self, original: Callable[..., Any], module: nn.Module, args: Any, kwargs: Any
    ) -> Any:
        name = f"{type(module).__module__}.{type(module).__qualname__}"
        called = Called(name, type(module).__name__, "operation", ())

        def function(*inner: Any, **keywords: Any) -> Any:
            with torch._C.DisableTorchFunction():
                return original(module, *inner, **keywords)

        return self.operations.run(called, function, args, kwargs)

    # Calls that are no operation.

    def _hook_registered(self, call: CallInProgress) -> None:
        tensor = call.args[0]
        known = self.state.graph.known(tensor)
        hook = call.args[1] if len(call.args) > 1 else call.kwargs.get("hook")
        name = getattr(hook, "__qualname__", type(hook).__name__)
        self.state.hooks[known.node, known.output] = (name, call.place)

    def _retained(self, call: CallInProgress) -> None:
        known = self.state.registry.get(call.args[0])
        if known is not None:
            self.state.graph.amend(known.index, retains_grad=True)

    def _required(self, call: CallInProgress) -> None:
        """What an operation gave becomes a leaf when it is asked to require a gradient."""
        tensor = call.args[0]
        if tensor.requires_grad and is_leaf(tensor):
            self.state.graph.begin_at(tensor)

    # What the program's surroundings tell.

    def print(self, text: str) -> None:
        """The program printed `text`."""
        with self.state.pause():
            place = self.state.sources.place(self.state.sources.frame())
        self.printed.append(text)

        def make(step_id: str) -> PrintStep:
            return PrintStep(id=step_id, text=text, file=place.file, line=place.line)

        self.state.timeline.add("print", make)

    def fail(self, error: BaseException) -> None:
        """The program ended with `error`: an error step, and the document's failure."""
        with self.state.pause():
            failure, node = failure_of(error, self.state)
            given = self.state.graph.plain_inputs.get(node, []) if node is not None else []
        inputs = tuple(Input(edge=edge, snapshot=snapshot) for edge, snapshot in given)
        index = self.state.timeline.add(
            "error",
            lambda step_id: ErrorStep(
                id=step_id, node=node, inputs=inputs, file=failure.file, line=failure.line
            ),
        )
        self.error = failure if index is None else _with_step(failure, index)

    def name(self, frame: FrameType | None, variables: dict[str, Any] | None = None) -> None:
        """A last look at the variables, when the program is over."""
        with self.state.bookkeeping("The variables' names"):
            if variables is not None:
                self._add_unused_leaves(variables)
                self.state.names.bind(variables, depth=0)
            elif frame is not None:
                self.state.names.bind(variables_of(frame), depth=0)

    def finish(self, *, title: str, seed: int | None, entry: str | None) -> Trace:
        """The sealed trace of everything recorded; the recording itself is over and let go."""
        with collecting_rarely():
            trace = self._document(title, seed, entry)
            self.operations.special.clear()  # whose methods hold on to this very object
            return trace.sealed()

    def _document(self, title: str, seed: int | None, entry: str | None) -> Trace:
        state = self.state
        self._add_unused_parameters()
        state.snapshots.settle()
        steps, passes = state.timeline.finish()
        steps = self._checked(steps)
        self._add_notes()
        return Trace(
            meta=Meta(
                title=title,
                created=datetime.now(UTC).isoformat(timespec="seconds"),
                torch=str(torch.__version__),
                python=platform.python_version(),
                device="cpu",
                seed=seed,
                options=state.options,
                elapsed=self._elapsed,
                method=METHOD,
                notes=tuple(state.notes),
            ),
            program=state.sources.program(entry),
            output="".join(self.printed),
            modules=tuple(state.modules.finish()),
            calls=tuple(state.modules.calls),
            tensors=tuple(state.graph.tensors),
            snapshots=tuple(state.snapshots.taken),
            nodes=state.graph.finished(),
            edges=tuple(state.graph.edges),
            steps=steps,
            passes=passes,
            error=self.error,
        )

    def _checked(self, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        """The steps with their local derivatives held against finite differences.

        And with a note where a hook that nobody could see came between their numbers.
        """
        finite, taken = self.state.finite, self.state.snapshots.taken
        hooked = {(each.node, each.output) for each in steps if isinstance(each, HookStep)}
        random = torch.get_rng_state()
        try:
            with self.state.pause(), torch.no_grad():
                return tuple(
                    agreed(finite.check(each, taken), taken, hooked)
                    if isinstance(each, BackwardStep)
                    else each
                    for each in steps
                )
        finally:
            torch.set_rng_state(random)

    def _add_unused_leaves(self, variables: dict[str, Any]) -> None:
        """A variable that requires grad and that no operation read: its gradient is None."""
        for each in variables.values():
            if isinstance(each, torch.Tensor) and each.requires_grad and is_leaf(each):
                self.state.known(each)

    def _add_unused_parameters(self) -> None:
        """A parameter that took no part is a leaf too: someone will ask for its `.grad`."""
        with self.state.pause():
            for parameter in self.state.modules.parameters():
                if not is_lazy(parameter) and self.state.registry.get(parameter) is None:
                    self.state.known(parameter)

    def _add_notes(self) -> None:
        timeline = self.state.timeline
        if "backward" not in timeline.phases and self.error is None:
            self.state.note(NO_BACKWARD)
        if timeline.full:
            self.state.note(CUT.format(limit=timeline.limit))


def _parameters_of(holder: Any) -> list[torch.Tensor]:
    if isinstance(holder, nn.Module):
        return list(holder.parameters())
    return [each for group in holder.param_groups for each in tensors_in(group["params"])]


def _with_step(failure: Failure, step: int) -> Failure:
    return dataclasses.replace(failure, step=step)
