"""Calls of `nn.Module`s: which module runs inside which, and what its parameters are called."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from types import FrameType

import torch
from torch import nn

from chainrule.capture.source import variables_of
from chainrule.capture.tensors import WeakTable
from chainrule.trace import Call, Module

__all__ = ["Modules", "takes_fused_path"]

# Their fused inference path is left as soon as a function mode is on.
FUSED = (nn.TransformerEncoder, nn.TransformerEncoderLayer, nn.MultiheadAttention)


def takes_fused_path(module: nn.Module) -> bool:
    """Whether watching the inside of `module` could change what it computes."""
    return isinstance(module, FUSED) and not module.training and not torch.is_grad_enabled()


@dataclass(slots=True)
class Draft:
    path: str
    type: str
    parent: int | None
    name: str | None
    calls: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Modules:
    """The tree of the modules that were called, and the stack of the calls in progress."""

    drafts: list[Draft] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    stack: list[int] = field(default_factory=list)
    _index: WeakTable = field(default_factory=WeakTable)
    _paths: WeakTable = field(default_factory=WeakTable)
    _tensor_paths: WeakTable = field(default_factory=WeakTable)
    _buffers: WeakTable = field(default_factory=WeakTable)

    @property
    def current(self) -> int | None:
        """The innermost module call that is running."""
        return self.stack[-1] if self.stack else None

    def knows(self, module: nn.Module) -> bool:
        """Whether it was registered, by itself or inside another one."""
        return self._paths.get(module) is not None

    def register(self, root: nn.Module) -> None:
        """Learn the qualified names inside `root`, from PyTorch, not from a method of its own."""
        for path, module in nn.Module.named_modules(root):
            if self._paths.get(module) is None:
                self._paths.set(module, path)
            prefix = f"{path}." if path else ""
            for name, parameter in module._parameters.items():
                self._learn(parameter, f"{prefix}{name}")
            for name, buffer in module._buffers.items():
                if buffer is not None and self._buffers.get(buffer) is None:
                    self._tensor_paths.set(buffer, f"{prefix}{name}")
                    self._buffers.set(buffer, True)

    def _learn(self, parameter: torch.Tensor | None, path: str) -> None:
        if parameter is not None and self._tensor_paths.get(parameter) is None:
            self._tensor_paths.set(parameter, path)

    def path_of(self, tensor: torch.Tensor) -> str | None:
        path: str | None = self._tensor_paths.get(tensor)
        return path

    def path(self, module: nn.Module) -> str | None:
        """The qualified name of a module, "" for a root."""
        path: str | None = self._paths.get(module)
        return path

    def latest_call(self, module: nn.Module) -> int | None:
        """The last call of a module; None if there was none."""
        index: int | None = self._index.get(module)
        return None if index is None else self.drafts[index].calls[-1]

    def parameters(self) -> list[torch.Tensor]:
        """The living parameters of every module that was registered."""
        return [key for key, _ in self._tensor_paths.alive() if not self.is_buffer(key)]

    def is_buffer(self, tensor: torch.Tensor) -> bool:
        return self._buffers.get(tensor) is True

    def begin(self, module: nn.Module, frame: FrameType | None) -> None:
        """Everything up to `end` belongs to a new call of `module`, which `frame` asked for."""
        index = self._module(module, frame)
        self.calls.append(Call(module=index, parent=self.current))
        self.drafts[index].calls.append(len(self.calls) - 1)
        self.stack.append(len(self.calls) - 1)

    def end(self) -> None:
        self.stack.pop()

    def _module(self, module: nn.Module, frame: FrameType | None) -> int:
        index: int | None = self._index.get(module)
        if index is None:
            parent = self.calls[self.stack[-1]].module if self.stack else None
            index = len(self.drafts)
            name = None if self.stack else _variable(module, frame)
            path = self._paths.get(module)
            self.drafts.append(Draft(path, type(module).__name__, parent, name))
            self._index.set(module, index)
        return index

    def finish(self) -> Iterable[Module]:
        for draft in self.drafts:
            yield Module(
                path=draft.path,
                type=draft.type,
                parent=draft.parent,
                calls=tuple(draft.calls),
                name=draft.name,
            )


def _variable(module: nn.Module, frame: FrameType | None) -> str | None:
    """The variable that holds `module` where it is called."""
    variables = variables_of(frame) if frame is not None else {}
    return next((name for name, value in variables.items() if value is module), None)
