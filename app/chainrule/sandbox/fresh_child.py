"""A fresh process that runs one program and writes its trace to a file."""

import atexit
import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any

from chainrule.sandbox.family import end_with
from chainrule.sandbox.order import BROKEN
from chainrule.sandbox.stack import restart_with_a_deep_stack
from chainrule.sandbox.stops import Stopper
from chainrule.trace import Options

__all__ = ["main"]


def main(arguments: Sequence[str]) -> None:
    """Run `program`, as if by `python program arguments…`, into the file `result`.

    It ends when the process `parent` does.
    """
    parent, result, what, program, *rest = arguments
    end_with(int(parent))
    restart_with_a_deep_stack()
    status = BROKEN
    try:
        _run(Path(result), json.loads(what), Path(program), rest)
        status = 0
        atexit._run_exitfuncs()
        _flush()
    finally:
        if status == 0:
            # Deep graphs are not freed, and nothing that ends badly now changes the result.
            os._exit(status)


def _run(result: Path, what: dict[str, Any], program: Path, arguments: Sequence[str]) -> None:
    sys.argv = [str(program), *arguments]
    sys.path.insert(0, str(program.resolve().parent))
    _interrupt_only_the_program()
    from chainrule.capture import run

    options = Options(**what.pop("options"))
    trace = run(program, options=options, echo=sys.stdout, **what)
    _flush()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    partial = result.with_suffix(".partial")
    partial.write_bytes(trace.to_json().encode("utf-8", "replace"))
    partial.replace(result)


def _interrupt_only_the_program() -> None:
    """Ctrl-C ends the program, but not the recorder that then writes down what it did."""
    stopper = Stopper()

    def interrupt(_: int, frame: FrameType | None) -> None:
        stopper.stop(KeyboardInterrupt(), frame)

    signal.signal(signal.SIGINT, interrupt)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
