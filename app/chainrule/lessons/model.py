"""What a lesson is made of."""

from dataclasses import dataclass

from chainrule.lessons.where import Where

__all__ = ["Knob", "Lesson", "Note", "Pair", "Question", "Start"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A sentence or two, shown at one step."""

    at: Where
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Asked before the step `at` shows its numbers; `answer` explains them afterwards."""

    at: Where
    ask: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Knob:
    """A number of the program that is worth turning, and how far.

    It is the `number`-th, from 1, of the first line that contains the text `line`.
    """

    label: str
    line: str
    number: int = 1
    min: float
    max: float
    step: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A program, what to see in it, and what to say at the steps that matter.

    `order` counts from 1 through the whole course. `raises` names the exception that the
    program ends with, where failing is what the lesson is about. `experiments` are changes
    to make in the program, each with what to look for.
    """

    slug: str
    title: str
    summary: str
    group: str
    order: int
    program: str
    notes: tuple[Note, ...]
    questions: tuple[Question, ...] = ()
    experiments: tuple[str, ...] = ()
    knobs: tuple[Knob, ...] = ()
    raises: str | None = None

    @property
    def places(self) -> tuple[Where, ...]:
        """The steps that the lesson speaks of."""
        return (*(note.at for note in self.notes), *(question.at for question in self.questions))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two lessons to run under one scrubber, and what differs between them."""

    slug: str
    title: str
    summary: str
    left: str
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A program to begin one's own with."""

    slug: str
    title: str
    program: str
