"""The lessons as data: complete, in order, readable on a projector, free of torch."""

import ast
import io
import subprocess
import sys
import tokenize
from pathlib import Path

import pytest

from chainrule.lessons import LESSONS, PAIRS, Knob, Lesson, find

FOLDER = Path(__file__).parents[2] / "app" / "chainrule" / "lessons"
AMERICAN = ("optimizer", "color", "center", "behavior", "normaliz", "initializ", "learned")

each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)


def prose(lesson: Lesson) -> list[str]:
    said = [lesson.title, lesson.summary, *lesson.experiments]
    said += [note.text for note in lesson.notes]
    said += [text for each in lesson.questions for text in (each.ask, each.answer)]
    return said


def test_the_course_opens_with_linear_regression() -> None:
    assert LESSONS[0].slug == "linear-regression"
    assert [lesson.order for lesson in LESSONS] == list(range(1, len(LESSONS) + 1))


def test_every_file_is_a_lesson_and_every_lesson_has_its_files() -> None:
    slugs = sorted(lesson.slug for lesson in LESSONS)
    assert slugs == sorted(path.stem for path in (FOLDER / "programs").glob("*.py"))
    assert slugs == sorted(path.stem for path in (FOLDER / "notes").glob("*.toml"))


def test_lessons_are_found_by_their_slug() -> None:
    assert all(find(lesson.slug) is lesson for lesson in LESSONS)
    assert find("no-such-lesson") is None


def test_groups_are_not_torn_apart() -> None:
    groups = [lesson.group for lesson in LESSONS]
    assert groups == sorted(groups, key=groups.index)


def test_twins_are_two_lessons() -> None:
    assert len({pair.slug for pair in PAIRS}) == len(PAIRS) > 0
    for pair in PAIRS:
        assert find(pair.left)
        assert find(pair.right)
        assert pair.left != pair.right


@each_lesson
def test_programs_fit_on_a_slide(lesson: Lesson) -> None:
    lines = lesson.program.splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 72
    ast.parse(lesson.program)


@each_lesson
def test_prose_is_short_british_and_ends_in_a_full_stop(lesson: Lesson) -> None:
    assert len(lesson.summary) <= 280
    assert len(lesson.notes) >= (1 if lesson.raises else 2)
    for text in prose(lesson):
        assert text == " ".join(text.split())
        assert not [word for word in AMERICAN if word in text.lower()], text
    for note in lesson.notes:
        assert 20 <= len(note.text) <= 240
        assert note.text[-1] in ".?", note.text


@each_lesson
def test_selectors_name_lines_of_the_program(lesson: Lesson) -> None:
    for at in lesson.places:
        assert at.line is None or at.line in lesson.program, at
        assert at.occurrence != 0


def test_the_package_loads_nothing_but_the_standard_library() -> None:
    program = """
import sys
before = set(sys.modules)
import chainrule.lessons
loaded = {name.partition(".")[0] for name in set(sys.modules) - before}
others = loaded - sys.stdlib_module_names - {"chainrule"}
parts = {name for name in sys.modules if name.startswith("chainrule.")}
assert not others, others
assert all(name.startswith("chainrule.lessons") for name in parts), parts
"""
    subprocess.run(
        [sys.executable, "-c", program], check=True, env={"PYTHONPATH": str(FOLDER.parents[1])}
    )


def numbers_of(program: str, text: str) -> list[str]:
    """The numbers in the first line that contains `text`, each with the sign before it."""
    line = next(each for each in program.splitlines() if text in each).strip()
    tokens = list(tokenize.generate_tokens(io.StringIO(line).readline))
    signs = ("(", "[", ",", "=")
    found = []
    for index, token in enumerate(tokens):
        if token.type == tokenize.NUMBER:
            minus = tokens[index - 1].string == "-" and tokens[index - 2].string in signs
            found.append("-" * minus + token.string)
    return found


TURNED = [(lesson, knob) for lesson in LESSONS for knob in lesson.knobs]
NAMES = [f"{lesson.slug}-{knob.label}" for lesson, knob in TURNED]


@pytest.mark.parametrize(("lesson", "knob"), TURNED, ids=NAMES)
def test_a_knob_turns_a_number_of_its_program(lesson: Lesson, knob: Knob) -> None:
    number = numbers_of(lesson.program, knob.line)[knob.number - 1]
    assert knob.min <= float(number) <= knob.max
    steps = (float(number) - knob.min) / knob.step
    assert abs(steps - round(steps)) < 1e-6, "the program's own number is one of the slider's"
    assert 5 <= (knob.max - knob.min) / knob.step <= 1000
