"""`chainrule run`: record a program, write its trace, say what was seen."""

from collections.abc import Sequence
from pathlib import Path

import typer

from chainrule.cli.failure import failure_lines
from chainrule.cli.files import record, write_trace
from chainrule.cli.messages import complain, fail, say
from chainrule.cli.summary import summary_lines
from chainrule.trace import Options

__all__ = ["run_program"]


def run_program(
    program: Path,
    arguments: Sequence[str],
    *,
    output: Path,
    seed: int | None,
    options: Options,
    title: str | None,
) -> None:
    """Record the program. Exits with 1 where it raised, its trace written all the same."""
    if not output.parent.is_dir():
        fail(f"There is no folder {output.parent} to write the trace to; choose another with -o.")
    trace = record(program, arguments, seed=seed, options=options, title=title)
    size = write_trace(trace, output)
    for line in failure_lines(trace):
        complain(line)
    for line in summary_lines(trace):
        say(line)
    say(f"trace   {output} ({size / 1000:,.1f} kB); chainrule serve {output} shows it")
    if trace.error is not None:
        raise typer.Exit(1)
