"""`chainrule export`: a trace, or a program's, as a file in one of the formats."""

import os
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from chainrule.cli.files import open_trace
from chainrule.cli.messages import complain, fail, say
from chainrule.export import ExportError, check, export, suffix_of
from chainrule.trace import Trace

__all__ = ["export_file"]

INTERRUPTED = 130


def export_file(file: Path, output: Path, words: Mapping[str, str | None]) -> None:
    """Write the file that the output's name asks for; a write that fails leaves what was there."""
    given = {name: value for name, value in words.items() if value is not None}
    format = suffix_of(output.name)
    if not output.parent.is_dir():
        fail(f"There is no folder {output.parent} to write to; choose another with -o.")
    try:
        check(format, given)
        content = _made(open_trace(file), format, given)
        _write(output, content)
    except ExportError as error:
        fail(str(error))
    except OSError as error:
        fail(f"{output} cannot be written ({error.strerror}); choose another with -o.")
    except KeyboardInterrupt:
        complain(f"chainrule: stopped; {output} was not written.")
        raise SystemExit(INTERRUPTED) from None
    say(f"export  {output} ({len(content) / 1000:,.1f} kB)")


def _made(trace: Trace, format: str, words: Mapping[str, str]) -> bytes:
    columns = TextColumn("drawing"), BarColumn(), MofNCompleteColumn()
    screen = Console(stderr=True)
    hidden = not screen.is_terminal
    with Progress(*columns, console=screen, transient=True, disable=hidden) as progress:
        task = progress.add_task("drawing", total=None)
        return export(
            trace,
            format,
            words,
            lambda done, total: progress.update(task, completed=done, total=total),
        )


def _write(output: Path, content: bytes) -> None:
    """All or nothing: a file that is read meanwhile is never half of one."""
    beside = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(output)
    finally:
        beside.unlink(missing_ok=True)
