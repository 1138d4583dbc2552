"""The few places in torch where a recording stands: up with the first, down with the last.

Each wrapper asks whether this very thread is being recorded, so that another thread's program runs
as it would alone.
"""

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import nn
from torch.autograd import graph as autograd_graph
from torch.optim import optimizer as optimizers
from torch.utils import checkpoint

__all__ = ["Watcher", "watching"]


class Watcher(Protocol):
    """What a recording does at each of these places."""

    def engine(self, original: Callable[..., Any], roots: Any, args: Any, kwargs: Any) -> Any: ...
    def module(
        self, original: Callable[..., Any], module: nn.Module, args: Any, kw: Any
    ) -> Any: ...
    def custom(self, original: Callable[..., Any], cls: type, args: Any, kw: Any) -> Any: ...
    def recompute(self, original: Callable[..., Any], ctx: Any, args: Any, kw: Any) -> Any: ...
    def zero_grad(self, original: Callable[..., Any], holder: Any, args: Any, kw: Any) -> Any: ...
    def compile(self, model: Any) -> Any: ...
    def compiled(self) -> None: ...
    def trace(self, original: Callable[..., Any], args: Any, kw: Any) -> Any: ...
    def thread(self, name: str) -> None: ...
    def before_step(self, optimizer: Any, args: Any, kwargs: Any) -> Any: ...
    def after_step(self, optimizer: Any, args: Any, kwargs: Any) -> None: ...


class _Local(threading.local):
    watcher: Watcher | None = None
    outer: tuple[Watcher, ...] = ()


_local = _Local()
_lock = threading.Lock()
_count = 0
_undo: list[Callable[[], Any]] = []


@dataclass(slots=True)
class watching:
    """While inside, `watcher` sees what this thread does."""

    watcher: Watcher
    before: tuple[Watcher | None, tuple[Watcher, ...]] = (None, ())

    def __enter__(self) -> None:
        global _count
        with _lock:
            if _count == 0:
                _put_up()
            _count += 1
        self.before = _local.watcher, _local.outer
        if _local.watcher is not None:
            _local.outer = (*_local.outer, _local.watcher)
        _local.watcher = self.watcher

    def __exit__(self, *exception: object) -> None:
        global _count
        _local.watcher, _local.outer = self.before
        with _lock:
            _count -= 1
            if _count == 0:
                _take_down()


def _put_up() -> None:
    _replace_engine()
    _replace(nn.Module, "__call__", lambda call: _watched(call, lambda each: each.module))
    for owner in (torch.optim.Optimizer, nn.Module):
        _replace(owner, "zero_grad", lambda clear: _watched(clear, lambda each: each.zero_grad))
    _replace_apply()
    _replace_recomputation()
    _replace(torch, "compile", _compile)
    _replace(torch.jit, "trace", _trace)
    _run_compiled_eagerly()
    _replace(threading.Thread, "start", _start)
    _undo.append(optimizers.register_optimizer_step_pre_hook(_before_step).remove)
    _undo.append(optimizers.register_optimizer_step_post_hook(_after_step).remove)


def _take_down() -> None:
    while _undo:
        _undo.pop()()


def _replace(owner: Any, name: str, make: Callable[[Any], Any]) -> None:
    original = getattr(owner, name)
    setattr(owner, name, make(original))
    _undo.append(lambda: setattr(owner, name, original))


def _replace_engine() -> None:
    """`_engine_run_backward` is imported by name into two modules."""
    run = _watched(autograd_graph._engine_run_backward, lambda each: each.engine)
    for owner in (torch.autograd, autograd_graph):
        _replace(owner, "_engine_run_backward", lambda _: run)


def _replace_apply() -> None:
    """`Function.apply` is a class method of all custom functions, and no torch function."""
    function = torch.autograd.Function
    original = function.__dict__["apply"]

    def apply(cls: type, *args: Any, **kwargs: Any) -> Any:
        bound = original.__get__(None, cls)
        watcher = _local.watcher
        if watcher is None:
            return bound(*args, **kwargs)
        within = bound
        for each in _local.outer:
            within = _custom_inside(each, within, cls)
        return watcher.custom(within, cls, args, kwargs)

    function.apply = classmethod(apply)  # type: ignore[assignment, method-assign]
    _undo.append(lambda: setattr(function, "apply", original))


def _replace_recomputation() -> None:
    """A reentrant checkpoint runs the program's own forward pass in its backward function."""
    owner: Any = checkpoint.CheckpointFunction
    original: Callable[..., Any] = owner.backward
    owner.backward = staticmethod(_watched(original, lambda each: each.recompute))
    _undo.append(lambda: setattr(owner, "backward", staticmethod(original)))


def _watched(
    original: Callable[..., Any],
    place: Callable[[Watcher], Callable[[Callable[..., Any], Any, Any, Any], Any]],
) -> Callable[..., Any]:
    """`original` as this thread's recordings see it, each at that place of its own."""

    def run(subject: Any, /, *args: Any, **kwargs: Any) -> Any:
        watcher = _local.watcher
        if watcher is None:
            return original(subject, *args, **kwargs)
        within = original
        for each in _local.outer:
            within = _inside(place(each), within)
        return place(watcher)(within, subject, args, kwargs)

    return run


def _inside(
    watch: Callable[[Callable[..., Any], Any, Any, Any], Any], original: Callable[..., Any]
) -> Callable[..., Any]:
    """`original` as an outer recording sees it, for a recording inside that one."""

    def call(subject: Any, /, *args: Any, **kwargs: Any) -> Any:
        return watch(original, subject, args, kwargs)

    return call


def _custom_inside(watcher: Watcher, original: Callable[..., Any], cls: type) -> Any:
    return lambda *args, **kwargs: watcher.custom(original, cls, args, kwargs)


def _start(original: Callable[..., Any]) -> Callable[..., Any]:
    def start(self: threading.Thread) -> None:
        for watcher in (*_local.outer, _local.watcher):
            if watcher is not None:
                watcher.thread(self.name)
        original(self)

    return start


def _compile(original: Callable[..., Any]) -> Callable[..., Any]:
    def compile(model: Any = None, *args: Any, **kwargs: Any) -> Any:
        watcher = _local.watcher
        if watcher is None:
            return original(model, *args, **kwargs)
        return watcher.compile if model is None else watcher.compile(model)

    return compile


def _trace(original: Callable[..., Any]) -> Callable[..., Any]:
    def trace(*args: Any, **kwargs: Any) -> Any:
        watcher = _local.watcher
        if watcher is None:
            return original(*args, **kwargs)
        within = original
        for each in _local.outer:
            within = _tracing_inside(each, within)
        return watcher.trace(within, args, kwargs)

    return trace


def _tracing_inside(watcher: Watcher, original: Callable[..., Any]) -> Any:
    return lambda *args, **kwargs: watcher.trace(original, args, kwargs)


def _run_compiled_eagerly() -> None:
    """What was compiled before runs as it is written; where nothing was, no compiler is loaded.

    Otherwise the compiler would take our own code in with the program's. The stance is the whole
    process's; every call of a compiled function asks for it, and so is seen.
    """
    compiler = sys.modules.get("torch._dynamo.eval_frame")
    if compiler is not None:
        stance = torch.compiler.set_stance("force_eager")
        _undo.append(lambda: stance.__exit__(None, None, None))
        _replace(compiler, "_callback_from_stance", _compiled_call)


def _compiled_call(original: Callable[..., Any]) -> Callable[..., Any]:
    def callback_from_stance(callback: Any) -> Any:
        if callback:
            for watcher in (*_local.outer, _local.watcher):
                if watcher is not None:
                    watcher.compiled()
        return original(callback)

    return callback_from_stance


def _before_step(optimizer: Any, args: Any, kwargs: Any) -> Any:
    changed = None
    for watcher in (_local.watcher, *_local.outer[::-1]):
        if watcher is not None:
            changed = watcher.before_step(optimizer, args, kwargs) or changed
            args, kwargs = changed or (args, kwargs)
    return changed


def _after_step(optimizer: Any, args: Any, kwargs: Any) -> None:
    for watcher in (*_local.outer, _local.watcher):
        if watcher is not None:
            watcher.after_step(optimizer, args, kwargs)
