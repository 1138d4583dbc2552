"""The page's own drawing code, run in an embedded V8."""

import json
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from py_mini_racer import JSEvalException, MiniRacer

from chainrule.export.modules import plain_script

__all__ = ["DrawingFailed", "Engine"]

NAME = "page"
MEMORY = 1 << 30


class DrawingFailed(RuntimeError):
    """The drawing code gave no answer; the message has its own error."""


class Engine:
    """What a module of the page exports, callable with plain JSON values.

    The values of `keep` stay inside as `kept.NAME`: a trace is handed over once, not at each call.
    """

    def __init__(self, entry: Path) -> None:
        self._racer = MiniRacer()
        self._racer.set_hard_memory_limit(MEMORY)
        self._run(f"{_script(entry)}\nvar kept = {{}};")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the engine's threads."""
        self._racer.close()

    def keep(self, name: str, expression: str, *values: str) -> None:
        """Keep the value of `expression` of the JSON texts `values`, there named `values[n]`."""
        parsed = ", ".join(f"JSON.parse({json.dumps(value)})" for value in values)
        self._run(f"kept.{name} = ((values) => {expression})([{parsed}]); undefined")

    def ask(self, expression: str) -> Any:
        """The value of `expression`, in which `page` is the module and `kept` what was kept."""
        text = self._run(f"JSON.stringify({expression})")
        return json.loads(text) if isinstance(text, str) else None

    def _run(self, script: str) -> object:
        try:
            return self._racer.eval(script)
        except JSEvalException as error:
            raise DrawingFailed(f"The picture cannot be drawn: {error}") from error


@cache
def _script(entry: Path) -> str:
    return plain_script(entry, name=NAME)
