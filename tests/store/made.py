"""Small traces, made by hand."""

import random

from chainrule.trace import Meta, Options, Program, SourceFile, Trace

__all__ = ["heavy", "trace"]


def trace(text: str = "x = 1", title: str = "A title") -> Trace:
    meta = Meta(
        title=title,
        created="2026-01-01T00:00:00+00:00",
        torch="2.13.0",
        python="3.11.0",
        device="cpu",
        seed=0,
        options=Options(),
        elapsed=0.5,
        method="by hand",
    )
    return Trace(
        meta=meta,
        program=Program(files=(SourceFile(name="program.py", text=text),), entry="program.py"),
        output="",
        modules=(),
        calls=(),
        tensors=(),
        snapshots=(),
        nodes=(),
        edges=(),
        steps=(),
        passes=(),
    ).sealed()


def heavy(number: int) -> Trace:
    """One that takes a little over 12 kB however it is compressed."""
    return trace(random.Random(number).randbytes(10_000).hex())
