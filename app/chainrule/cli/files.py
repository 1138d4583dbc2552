"""Programs and traces on the disk."""

from collections.abc import Sequence
from pathlib import Path

from chainrule.cli.messages import fail
from chainrule.sandbox import SandboxError, run_once
from chainrule.trace import Options, Trace, TraceError

__all__ = ["open_trace", "read_trace", "record", "write_trace"]


def open_trace(file: Path) -> Trace:
    """The trace in a .json file, or of the program in any other."""
    return read_trace(file) if file.suffix == ".json" else record(file)


def record(
    program: Path,
    arguments: Sequence[str] = (),
    *,
    seed: int | None = 0,
    options: Options | None = None,
    title: str | None = None,
) -> Trace:
    """The trace of the program, which runs in a process of its own with this terminal."""
    try:
        return run_once(program, arguments, seed=seed, options=options, title=title or program.name)
    except OSError as error:
        fail(f"{program} cannot be read ({error.strerror}); name a Python file.")
    except SandboxError as error:
        fail(f"{program} gave no trace: {error}")


def read_trace(file: Path) -> Trace:
    """The trace in the file."""
    try:
        return Trace.from_json(file.read_bytes())
    except OSError as error:
        fail(f"{file} cannot be read ({error.strerror}); name a trace that `chainrule run` wrote.")
    except TraceError as error:
        fail(f"{file} is no trace that can be shown. {error}")


def write_trace(trace: Trace, file: Path) -> int:
    """Write the trace's JSON and return its size in bytes."""
    text = trace.to_json().encode("utf-8", "replace")
    try:
        file.write_bytes(text)
    except OSError as error:
        fail(f"The trace cannot be written to {file} ({error.strerror}); choose another with -o.")
    return len(text)
