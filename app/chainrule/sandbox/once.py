"""One run of the user's own program in a fresh process, with the user's own rights."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from chainrule.sandbox.deaths import death
from chainrule.sandbox.launch import command
from chainrule.sandbox.results import read_trace
from chainrule.trace import Options, Trace

__all__ = ["ONCE", "run_once"]

ONCE = "chainrule.sandbox.fresh_child"


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
    second one ends it. Raises `SandboxError`, or `OSError` where there is no such file.
    """
    program.open().close()
    with TemporaryDirectory(prefix="chainrule-", ignore_cleanup_errors=True) as folder:
        result = Path(folder, "trace.json")
        what = {"title": title, "seed": seed, "options": asdict(options or Options())}
        line = command(ONCE, str(result), json.dumps(what), str(program), *arguments)
        sys.stdout.flush()
        status = _wait(subprocess.Popen(line))
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
