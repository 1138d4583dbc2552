"""Puts the demonstration deck together as a folder that opens from a disk, without a network.

    python tools/deck.py build/deck

The deck's own files are in docs/deck; reveal.js comes from node_modules, and each lesson that a
slide shows is recorded and written as one file.
"""

import re
import shutil
import sys
from pathlib import Path

from chainrule.capture import run
from chainrule.export.html import single_file
from chainrule.lessons import find

ROOT = Path(__file__).resolve().parent.parent
DECK = ROOT / "docs" / "deck"
REVEAL = ROOT / "node_modules" / "reveal.js" / "dist"
PLUGIN = ROOT / "static" / "reveal" / "chainrule.js"
FROM_REVEAL = ("reset.css", "reveal.css", "reveal.js", "theme/white.css")
LESSON = re.compile(r'src="lessons/([\w-]+)\.html')


def build(folder: Path) -> None:
    """Write the deck into `folder`."""
    shutil.copytree(DECK, folder, dirs_exist_ok=True)
    for name in FROM_REVEAL:
        (folder / "reveal" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REVEAL / name, folder / "reveal" / name)
    shutil.copy(PLUGIN, folder / "reveal")
    (folder / "lessons").mkdir(exist_ok=True)
    for slug in sorted(set(LESSON.findall((DECK / "index.html").read_text("utf-8")))):
        (folder / "lessons" / f"{slug}.html").write_text(_lesson(slug), "utf-8")


def _lesson(slug: str) -> str:
    lesson = find(slug)
    if lesson is None:
        raise SystemExit(f"docs/deck shows a lesson {slug!r}, and there is none.")
    return single_file(run(lesson.program, title=lesson.title))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("Usage: python tools/deck.py FOLDER")
    build(Path(sys.argv[1]))
