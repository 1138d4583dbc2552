"""The formats that a trace can be exported to: each is a row of a table."""

import re
from collections.abc import Mapping

from chainrule.export import writers
from chainrule.export.job import Format, Job, Tell
from chainrule.export.look import Look
from chainrule.export.wish import ExportError, read_wish
from chainrule.trace import Trace

__all__ = ["FORMATS", "check", "export", "file_name", "format_of", "suffix_of"]

FILM = Look(width=960, height=540, fit="whole")
# What writes these films holds all their frames at once: about two gigabytes of them.
HELD = 600_000_000
# These hold the graph or the trace as it is, which draws nothing.
WHOLE = 1_000_000
ITSELF = "the trace itself"
ZIP = "application/zip"
DECK = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

ROWS = (
    Format(
        suffix="svg",
        media_type="image/svg+xml",
        says="one step, drawn",
        write=writers.svg,
        one=True,
    ),
    Format(
        suffix="png",
        media_type="image/png",
        says="one step, in pixels",
        write=writers.png,
        one=True,
    ),
    Format(
        suffix="svg.zip",
        media_type=ZIP,
        says="a drawing of each step",
        write=writers.svgs,
        instead="html",
    ),
    Format(
        suffix="png.zip",
        media_type=ZIP,
        says="a picture of each step",
        write=writers.pngs,
        instead="html",
    ),
    Format(
        suffix="pdf",
        media_type="application/pdf",
        says="a page for each step",
        write=writers.pdf,
        instead="html",
    ),
    Format(
        suffix="pptx",
        media_type=DECK,
        says="a slide for each step, with notes",
        write=writers.pptx,
        stills=200,
        instead="pdf",
    ),
    Format(
        suffix="html",
        media_type="text/html",
        says="the player in one file, without a network",
        write=writers.html,
        nodes=WHOLE,
        stills=WHOLE,
        instead=ITSELF,
    ),
    Format(
        suffix="noscript.html",
        media_type="text/html",
        says="all steps on a page without scripts",
        write=writers.noscript,
        usual=Look(fit="whole"),
        stills=200,
        instead="html",
    ),
    Format(
        suffix="gif",
        media_type="image/gif",
        says="a film for every page and slide",
        write=writers.gif,
        usual=FILM,
        film=True,
        instead="mp4",
        frames=1_200,
    ),
    Format(
        suffix="webp",
        media_type="image/webp",
        says="a film for the web, every colour kept",
        write=writers.webp,
        usual=FILM,
        film=True,
        instead="mp4",
        frames=600,
        pixels=HELD,
    ),
    Format(
        suffix="apng",
        media_type="image/apng",
        says="a film as a PNG, every colour kept",
        write=writers.apng,
        usual=FILM,
        film=True,
        instead="mp4",
        frames=600,
        pixels=HELD,
    ),
    Format(
        suffix="mp4",
        media_type="video/mp4",
        says="a video",
        write=writers.mp4,
        usual=FILM,
        film=True,
        instead="pdf",
        frames=6_000,
    ),
    Format(
        suffix="dot",
        media_type="text/vnd.graphviz",
        says="the graph, for Graphviz",
        write=writers.dot,
        nodes=WHOLE,
        instead=ITSELF,
    ),
)
FORMATS: dict[str, Format] = {row.suffix: row for row in ROWS}


def export(
    trace: Trace, format: str, words: Mapping[str, str], tell: Tell = lambda done, total: None
) -> bytes:
    """The trace in a format, with options as words. Raises `ExportError` with a sentence."""
    row = format_of(format)
    wish = read_wish(words, row.usual)
    with Job(trace, row, wish, tell, FORMATS) as job:
        job.check_nodes()
        return row.write(job)


def check(format: str, words: Mapping[str, str]) -> Format:
    """The row of a format, if it and the options can be. Raises `ExportError`."""
    row = format_of(format)
    read_wish(words, row.usual)
    return row


def format_of(name: str) -> Format:
    """The row of a format. Raises `ExportError`."""
    try:
        return FORMATS[name]
    except KeyError:
        known = ", ".join(FORMATS)
        raise ExportError(f"There is no format {name[:40]!r}; there are {known}.") from None


def suffix_of(name: str) -> str:
    """The format that a file's name ends in, or what it ends in instead."""
    fitting = [suffix for suffix in FORMATS if name.lower().endswith(f".{suffix}")]
    return max(fitting, key=len, default=name.rpartition(".")[2].lower())


def file_name(title: str, format: str, step: str | None = None) -> str:
    """A name for the file that every system takes."""
    stem = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60] or "trace"
    place = re.sub(r"[^a-zA-Z0-9]+", "-", step or "").strip("-")[:40]
    return f"{stem}{'-' + place if place else ''}.{format}"
