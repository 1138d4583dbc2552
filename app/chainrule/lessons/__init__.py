"""The lessons: programs with their narration, as data; needs only the standard library."""

from chainrule.lessons.library import LESSONS, PAIRS, STARTS, find, of_program
from chainrule.lessons.model import Knob, Lesson, Note, Pair, Question, Start
from chainrule.lessons.where import Where

__all__ = [
    "LESSONS",
    "PAIRS",
    "STARTS",
    "Knob",
    "Lesson",
    "Note",
    "Pair",
    "Question",
    "Start",
    "Where",
    "find",
    "of_program",
]
