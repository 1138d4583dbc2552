"""Runs a lesson's program in this process, once, as plain PyTorch would."""

import contextlib
import io
from collections.abc import Callable
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from chainrule.lessons import find

Change = tuple[str, str]
Run = Callable[..., Any]


@cache
def run_program(slug: str, *changes: Change) -> SimpleNamespace:
    """The program's variables, and what it printed as `printed`, after `changes` in its text."""
    lesson = find(slug)
    assert lesson is not None, slug
    program = lesson.program
    for old, new in changes:
        assert old in program, f"{slug} has no {old!r} to change."
        program = program.replace(old, new)
    variables: dict[str, Any] = {"__name__": "__main__"}
    torch.manual_seed(0)
    with contextlib.redirect_stdout(io.StringIO()) as output:
        exec(compile(program, f"{slug}.py", "exec"), variables)
    return SimpleNamespace(**variables, printed=output.getvalue())


@pytest.fixture
def run() -> Run:
    return run_program
