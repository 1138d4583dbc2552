"""A module's hook that raised: which one, of which module, and what it had been given."""

import functools
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType, FrameType
from typing import Any

import torch
from torch import nn
from torch.nn.modules import module as modules
from torch.utils import hooks

from chainrule.capture.arguments import Argument, tensors_in
from chainrule.capture.evidence import frames
from chainrule.capture.source import variables_of

__all__ = ["RaisedHook", "module_hook"]

# Where torch calls the hooks of modules: its file, the function's name, and the variables that
# hold the hook → the kind of hook.
CALLERS: dict[tuple[str, str], dict[str, str]] = {
    (modules.__file__, "inner"): {"hook": "forward hook"},
    (modules.__file__, "__call__"): {"self": "backward hook"},
    (hooks.__file__, "hook"): {
        "hook": "full backward hook",
        "user_hook": "full backward hook",
        "user_pre_hook": "full backward pre-hook",
    },
}
PRE = "forward pre-hook"
WHEN = {
    PRE: "before the layer itself",
    "forward hook": "after the layer itself",
    "backward hook": "after the layer's last operation had passed its gradient on",
    "full backward hook": "when the gradients of the layer's inputs were there",
    "full backward pre-hook": "when the gradient of the layer's output was there",
}


@dataclass(frozen=True, slots=True)
class RaisedHook:
    """`given` is what a hook of the forward pass was called with."""

    kind: str
    name: str
    module: nn.Module
    given: tuple[Argument, ...] = ()

    @property
    def forward(self) -> bool:
        return self.kind.startswith("forward")

    def said(self, path: str | None) -> str:
        """Which hook it was, and what can be done; `path` is the module's qualified name."""
        kind = type(self.module).__name__
        owner = f"`{path}` ({kind})" if path else f"the {kind}"
        register = f"register_{self.kind.replace('-', '_').replace(' ', '_')}"
        return (
            f"This comes from the {self.kind} `{self.name}` of {owner}, which ran"
            f" {WHEN[self.kind]}. A hook runs at every pass until remove() is called on what"
            f" {register} returned."
        )


def module_hook(error: BaseException, message: str) -> RaisedHook | None:
    """The innermost hook of a module that `error` came through, or whose result torch refused."""
    passed = [*frames(error)]
    for frame, inner in zip(reversed(passed), reversed([*passed[1:], None]), strict=True):
        holders = CALLERS.get((frame.f_code.co_filename, frame.f_code.co_name), {})
        variables = variables_of(frame) if holders else {}
        for name, kind in holders.items():
            hook = _unwrapped(variables.get(name))
            refused = inner is None and " hook" in message.replace("-", " ")
            if hook is not None and (refused or (inner is not None and _runs(inner, hook))):
                return _raised(kind, hook, variables)
    return None


def _runs(frame: FrameType, hook: Any) -> bool:
    return any(frame.f_code is each for each in _codes(hook))


def _unwrapped(hook: Any) -> Any:
    """The program's own function in what torch and others put around it."""
    while isinstance(hook, functools.partial | modules._WrappedHook):
        hook = hook.func if isinstance(hook, functools.partial) else hook.hook
    return hook


def _codes(hook: Any) -> Iterator[CodeType]:
    """The Python code that calling `hook` may begin with."""
    for each in (hook, getattr(type(hook), "__call__", None)):  # noqa: B004
        code = getattr(getattr(each, "__func__", each), "__code__", None)
        if code is not None:
            yield code


def _raised(kind: str, hook: Any, variables: dict[str, Any]) -> RaisedHook | None:
    owner = variables.get("self")
    module = getattr(owner, "module", owner)
    module = module() if isinstance(module, weakref.ref) else module
    if not isinstance(module, nn.Module):
        return None
    given: tuple[Argument, ...] = ()
    if kind == "forward hook":
        if _is_pre(variables.get("hook_id"), module):
            kind = PRE
        given = tuple(_given(variables, after=kind != PRE))
    return RaisedHook(kind, getattr(hook, "__name__", type(hook).__name__), module, given)


def _is_pre(number: object, module: nn.Module) -> bool:
    return number in module._forward_pre_hooks or number in modules._global_forward_pre_hooks


def _given(variables: dict[str, Any], after: bool) -> Iterator[tuple[str, torch.Tensor]]:
    """The tensors of a forward hook's arguments, by the names that PyTorch gives these."""
    for name in ("args", "kwargs", "result") if after else ("args", "kwargs"):
        for each in tensors_in(variables.get(name)):
            yield "output" if name == "result" else name, each
