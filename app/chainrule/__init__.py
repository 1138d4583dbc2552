"""chainrule: step through a real PyTorch program's forward and backward pass."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chainrule.capture import record, run
    from chainrule.notebook import show
    from chainrule.trace import Trace

    __version__: str

__all__ = ["Trace", "__version__", "record", "run", "show"]

# Loaded on first use, since `chainrule.capture` imports torch and most uses need none.
HOMES = {
    "Trace": "chainrule.trace",
    "record": "chainrule.capture",
    "run": "chainrule.capture",
    "show": "chainrule.notebook",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return importlib.import_module("importlib.metadata").version("chainrule")
    if name not in HOMES:
        raise AttributeError(f"The module 'chainrule' has no {name!r}; it has {__all__}.")
    return getattr(importlib.import_module(HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
