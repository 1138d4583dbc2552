"""Reads the lessons from their files: `contents.toml`, `programs/*.py` and `notes/*.toml`."""

import tomllib
from importlib.resources import files
from typing import Any

from chainrule.lessons.model import Knob, Lesson, Note, Pair, Question, Start
from chainrule.lessons.where import Where

__all__ = ["LESSONS", "PAIRS", "STARTS", "find", "of_program"]

HERE = files("chainrule.lessons")
SAID = ("text", "ask", "answer")


def find(slug: str) -> Lesson | None:
    """The lesson of that name, or None."""
    return BY_SLUG.get(slug)


def of_program(text: str) -> Lesson | None:
    """The lesson whose program this is, or None."""
    return BY_PROGRAM.get(text.rstrip())


def _read(path: str) -> str:
    return HERE.joinpath(path).read_text(encoding="utf-8")


def _toml(path: str) -> dict[str, Any]:
    return tomllib.loads(_read(path))


def _lessons(contents: dict[str, Any]) -> tuple[Lesson, ...]:
    places = [(group["title"], slug) for group in contents["groups"] for slug in group["lessons"]]
    return tuple(
        _lesson(slug, group=group, order=order)
        for order, (group, slug) in enumerate(places, start=1)
    )


def _lesson(slug: str, *, group: str, order: int) -> Lesson:
    told = _toml(f"notes/{slug}.toml")
    return Lesson(
        slug=slug,
        title=told["title"],
        summary=_flow(told["summary"]),
        group=group,
        order=order,
        program=_read(f"programs/{slug}.py"),
        notes=tuple(Note(**_placed(each)) for each in told["notes"]),
        questions=tuple(Question(**_placed(each)) for each in told.get("questions", ())),
        experiments=tuple(_flow(each) for each in told.get("experiments", ())),
        knobs=tuple(_knob(**each) for each in told.get("knobs", ())),
        raises=told.get("raises"),
    )


def _knob(*, min: float, max: float, step: float, **place: Any) -> Knob:
    """A knob; its bounds may be written as whole numbers."""
    return Knob(min=float(min), max=float(max), step=float(step), **place)


def _placed(entry: dict[str, Any]) -> dict[str, Any]:
    """A note's or question's fields, with what selects its step gathered in `at`."""
    said = {name: _flow(text) for name, text in entry.items() if name in SAID}
    place = {name: value for name, value in entry.items() if name not in SAID}
    return {"at": Where(**place), **said}


def _flow(text: str) -> str:
    """The text on one line, however the file wrapped it."""
    return " ".join(text.split())


CONTENTS = _toml("contents.toml")
LESSONS = _lessons(CONTENTS)
PAIRS = tuple(Pair(**pair) for pair in CONTENTS.get("pairs", ()))
STARTS = tuple(
    Start(**start, program=_read(f"starts/{start['slug']}.py")) for start in CONTENTS["starts"]
)
BY_SLUG = {lesson.slug: lesson for lesson in LESSONS}
BY_PROGRAM = {lesson.program.rstrip(): lesson for lesson in LESSONS}
