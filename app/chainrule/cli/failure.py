"""How a program that raised is explained: the line, the operation with its shapes, a hint."""

from collections.abc import Iterator
from pathlib import PurePath

from chainrule.trace import Failure, Trace

__all__ = ["failure_lines"]


def failure_lines(trace: Trace) -> Iterator[str]:
    """Nothing for a program that came to its end."""
    failure = trace.error
    if failure is None:
        return
    yield f"{failure.type}{_where(failure)}"
    if text := _line(trace, failure):
        yield f"    {text}"
    yield from (f"  {line}" for line in failure.message.splitlines())
    if failure.operation is not None:
        yield f"  operation: {failure.operation}{_shapes(failure)}"
    if failure.hint is not None:
        yield f"  hint: {failure.hint}"


def _where(failure: Failure) -> str:
    phase = f" in the {failure.phase} pass" if failure.phase else ""
    if failure.file is None or failure.line is None:
        return phase
    return f"{phase}, {PurePath(failure.file).name} line {failure.line}:"


def _line(trace: Trace, failure: Failure) -> str | None:
    """The failing line of the program's text."""
    texts = {file.name: file.text for file in trace.program.files}
    lines = texts.get(failure.file or "", "").splitlines()
    if failure.line is None or not 0 < failure.line <= len(lines):
        return None
    return lines[failure.line - 1].strip()


def _shapes(failure: Failure) -> str:
    shapes = [str(shape) for shape in failure.shapes]
    return f" with the shapes {' and '.join(shapes)}" if shapes else ""
