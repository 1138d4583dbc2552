"""One run of the user's own program in a fresh process, with the user's own rights."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

from chainrule.sandbox.deaths import death
from chainrule.sandbox.launch import command
from chainrule.sandbox.results import read_trace
from chainrule.trace import Options, Trace

__all__ = ["ONCE", "run_once"]

ONCE = "chainrule.sandbox.fresh_child"
# What ends this process, and has to end the program with it.
ENDINGS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
SECONDS_TO_END = 2.0


def run_once(
    program: Path,
    arguments: Sequence[str] = (),
    *,
    title: str | None = None,
    seed: int | None = 0,
    options: Options | None = None,
) -> Trace:
    """The trace of a program that runs as `python program.py arguments…` would.

    It reads this terminal and prints to it. Ctrl-C interrupts it and keeps what was recorded; a
    second one ends it, and it does not outlive this process. Raises `SandboxError`, or `OSError`
    where there is no such file.
    """
    program.open().close()
    with TemporaryDirectory(prefix="chainrule-", ignore_cleanup_errors=True) as folder:
        result = Path(folder, "trace.json")
        what = {"title": title, "seed": seed, "options": asdict(options or Options())}
        parent = str(os.getpid())
        line = command(ONCE, parent, str(result), json.dumps(what), str(program), *arguments)
        sys.stdout.flush()
        with _endings_raised(), _ended(subprocess.Popen(line)) as process:
            status = _wait(process)
        if not result.exists():
            raise death(status)
        return read_trace(result.read_bytes())


def _wait(process: "subprocess.Popen[bytes]") -> int:
    """The exit status. The terminal sends Ctrl-C to the program too; a second one kills it."""
    try:
        return process.wait()
    except KeyboardInterrupt:
        pass
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.kill()
        return process.wait()


@contextmanager
def _ended(process: "subprocess.Popen[bytes]") -> Iterator["subprocess.Popen[bytes]"]:
    """The process, which is over afterwards."""
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def _endings_raised() -> Iterator[None]:
    """Signals that would end this process at once raise `SystemExit` instead."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def leave(number: int, _: FrameType | None) -> None:
        sys.exit(128 + number)

    before = {each: signal.signal(each, leave) for each in ENDINGS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
