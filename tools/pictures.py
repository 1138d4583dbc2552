"""Draws the README's pictures from the lessons: `python tools/pictures.py [FOLDER]`."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from chainrule.capture import run
from chainrule.export import export
from chainrule.lessons import find
from chainrule.trace import Trace

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A file, its lesson and what it is exported with."""

    name: str
    lesson: str = "linear-regression"
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def format(self) -> str:
        return self.name.rpartition(".")[2]


PICTURES = (
    Picture(
        name="backward-pass.gif",
        words={"from": "forward-3", "to": "accumulate-2", "width": "960", "height": "540"},
    ),
    Picture(
        name="requires-grad.svg",
        words={"step": "accumulate-2", "show": "values,requires_grad", "fit": "whole"},
    ),
    Picture(
        name="gradient-functions.svg",
        words={"step": "forward-3", "show": "values,grad_fn", "fit": "whole"},
    ),
    Picture(
        name="chain-rule.svg",
        words={"step": "backward-2", "show": "values,chain", "fit": "whole"},
    ),
)


def main(folder: Path) -> None:
    """Write them all."""
    folder.mkdir(parents=True, exist_ok=True)
    for picture in PICTURES:
        content = export(_recorded(picture.lesson), picture.format, picture.words)
        (folder / picture.name).write_bytes(content)
        print(f"{picture.name}  {len(content) / 1000:.0f} kB")


@cache
def _recorded(slug: str) -> Trace:
    lesson = find(slug)
    if lesson is None:
        raise LookupError(f"there is no lesson {slug!r}")
    return run(lesson.program, title=lesson.title)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
