"""What an export of the first lesson costs: CPU time, and bytes of the file."""

import time
from collections.abc import Mapping

from benchmarks.table import amount, duration, table
from chainrule.capture import run
from chainrule.export import export
from chainrule.lessons import LESSONS

__all__ = ["exports"]

# Twelve stops of 1.1 seconds in six.
SIX_SECONDS = {"width": "960", "height": "540", "speed": "2.1"}
ROWS: tuple[tuple[str, tuple[str, ...], Mapping[str, str]], ...] = (
    ("SVG of a step", ("svg",), {}),
    ("PNG of a step", ("png",), {}),
    ("PDF, a page for each step", ("pdf",), {}),
    ("PPTX, a slide for each step", ("pptx",), {}),
    ("all four of these", ("svg", "png", "pdf", "pptx"), {}),
    ("GIF of all steps, 6 s, 20 frames a second", ("gif",), SIX_SECONDS),
    ("MP4 of the same", ("mp4",), SIX_SECONDS),
    ("the player in one file", ("html",), {}),
)


def exports(quick: bool) -> str:
    """The table of exports of the first lesson (CPU time of one process)."""
    lesson = LESSONS[0]
    trace = run(lesson.program, title=lesson.title)
    export(trace, "pdf", {})  # what is loaded once is not the formats' own
    rows = []
    for title, formats, words in ROWS[: 4 if quick else None]:
        began = time.process_time()
        size = sum(len(export(trace, name, words)) for name in formats)
        rows.append((title, duration(time.process_time() - began), amount(size)))
    return table(("file", "CPU time", "size"), rows)
