"""Where the calls of the program into torch are seen."""

from collections.abc import Callable, Mapping
from typing import Any

from torch.overrides import TorchFunctionMode

from chainrule.capture.functions import describe
from chainrule.capture.operations import Operations

__all__ = ["Interceptor"]


class Interceptor(TorchFunctionMode):
    """Sees every call into torch's Python interface; runs it untouched, then has it recorded."""

    def __init__(self, operations: Operations) -> None:
        super().__init__()
        self.operations = operations

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        called = describe(func)
        if called.kind == "silent" or not self.operations.state.watching:
            return func(*args, **kwargs) if kwargs else func(*args)
        if called.kind == "read":
            self.operations.read(called, args)
            return func(*args, **(kwargs or {}))
        return self.operations.run(called, func, args, kwargs or {})
