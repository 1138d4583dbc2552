"""The lessons: programs with their narration, as data; needs only the standard library."""

from chainrule.lessons.library import LESSONS, PAIRS, find
from chainrule.lessons.model import Lesson, Note, Pair, Question
from chainrule.lessons.where import Where

__all__ = ["LESSONS", "PAIRS", "Lesson", "Note", "Pair", "Question", "Where", "find"]
