"""What a lesson says beside its program, for files of a run of that very program."""

from collections.abc import Mapping
from typing import Any

from chainrule.lessons import Lesson, of_program
from chainrule.trace import Trace, encode

__all__ = ["lesson_of", "notes_of", "told"]

TOLD = ("slug", "title", "summary", "program", "notes", "questions", "experiments")


def lesson_of(trace: Trace) -> Lesson | None:
    """The lesson that the trace is a run of; a changed program is none of them."""
    program = trace.program
    return next(
        (of_program(file.text) for file in program.files if file.name == program.entry), None
    )


def notes_of(trace: Trace) -> Mapping[int, str]:
    """What the lesson says, by the position at which it says it: the summary before the first."""
    lesson = lesson_of(trace)
    if lesson is None:
        return {}
    notes = {0: lesson.summary}
    for note in lesson.notes:
        step = note.at.find(trace)
        if step is not None:
            notes[step + 1] = " ".join(filter(None, (notes.get(step + 1), note.text)))
    return notes


def told(lesson: Lesson | None) -> dict[str, Any] | None:
    """The lesson as the player reads it."""
    if lesson is None:
        return None
    whole = encode(lesson)
    return {name: whole[name] for name in TOLD}
