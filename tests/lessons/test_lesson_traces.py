"""Every note and question points at a step that its recorded program really has."""

from functools import cache

import pytest

from chainrule import capture
from chainrule.layout import lay_out
from chainrule.lessons import LESSONS, STARTS, Lesson, Start, Where, find
from chainrule.trace import Trace

each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)

# Cards in one picture, beyond which it is no longer read from the back row.
READABLE = 16


@cache
def recorded(slug: str) -> Trace:
    lesson = find(slug)
    assert lesson is not None
    return capture.run(lesson.program, title=lesson.title)


@each_lesson
def test_every_selector_finds_its_step(lesson: Lesson) -> None:
    trace = recorded(lesson.slug)
    for at in lesson.places:
        assert at.find(trace) is not None, at


@each_lesson
def test_no_two_notes_share_a_step(lesson: Lesson) -> None:
    trace = recorded(lesson.slug)
    steps = [note.at.find(trace) for note in lesson.notes]
    assert len(set(steps)) == len(steps), [note.at for note in lesson.notes]


@each_lesson
def test_notes_and_questions_come_in_the_order_of_the_run(lesson: Lesson) -> None:
    trace = recorded(lesson.slug)
    for places in ([note.at for note in lesson.notes], [each.at for each in lesson.questions]):
        steps = [at.find(trace) or 0 for at in places]
        assert steps == sorted(steps)


@each_lesson
def test_only_lessons_about_errors_end_in_one(lesson: Lesson) -> None:
    error = recorded(lesson.slug).error
    assert (error.type if error else None) == lesson.raises


@each_lesson
def test_notes_are_at_steps_that_the_player_stops_at(lesson: Lesson) -> None:
    trace = recorded(lesson.slug)
    folded = set(lay_out(trace).folded)
    for at in lesson.places:
        step = trace.steps[at.find(trace) or 0]
        assert getattr(step, "node", None) not in folded, at


@each_lesson
def test_every_picture_is_small_enough_to_read(lesson: Lesson) -> None:
    layout = lay_out(recorded(lesson.slug))
    assert max(len(picture.cards) for picture in layout.pictures) <= READABLE


def test_a_selector_counts_from_either_end() -> None:
    trace = recorded("optimiser-step")
    first, second = Where(kind="update"), Where(kind="update", occurrence=2)
    last, beyond = Where(kind="update", occurrence=-1), Where(kind="update", occurrence=6)
    steps = [number for number, step in enumerate(trace.steps) if step.kind == "update"]
    assert len(steps) == 5
    assert [first.find(trace), second.find(trace), last.find(trace)] == [*steps[:2], steps[-1]]
    assert beyond.find(trace) is None
    assert Where(kind="update", occurrence=-6).find(trace) is None


def test_a_selector_reads_line_operation_and_tensor() -> None:
    trace = recorded("linear-regression")
    layer = Where(kind="backward", line="self.linear_layer(X)", op="addmm").find(trace)
    loss = Where(kind="backward", line="F.mse_loss").find(trace)
    weight = Where(kind="accumulate", tensor="linear_layer.weight").find(trace)
    assert layer is not None
    assert loss is not None
    assert weight is not None
    assert trace.nodes[getattr(trace.steps[layer], "node", -1)].op == "addmm"
    assert loss < layer < weight
    assert Where(kind="backward", line="F.mse_loss", op="addmm").find(trace) is None
    assert Where(kind="accumulate", tensor="X").find(trace) is None


@pytest.mark.parametrize("start", STARTS, ids=lambda start: start.slug)
def test_what_one_begins_with_runs(start: Start) -> None:
    trace = capture.run(start.program)
    assert trace.error is None
    assert start.slug == "empty" or any(step.kind == "backward" for step in trace.steps)
