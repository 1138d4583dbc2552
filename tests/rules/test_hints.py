"""Each hint is called for by an error that this PyTorch really raises."""

import copy
import math
import re
import warnings
from typing import Any

import numpy
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.autograd import Function

from chainrule.rules.hints import HINTS, hint_for
from tests.rules.programs import PROGRAMS as TORCH
from tests.rules.programs_calls import CALLS
from tests.rules.programs_python import PYTHON
from tests.rules.programs_training import TRAINING

PROGRAMS = (*TORCH, *CALLS, *TRAINING, *PYTHON)

UNFILLED = re.compile(r"\{|\}|\bNone (rows|features|dimensions|channels)\b")
NEEDS_OTHER_HARDWARE = ("Torch not compiled with CUDA enabled",)


def leaf(*shape: int) -> Tensor:
    return torch.rand(*shape, requires_grad=True)


class OneGradient(Function):
    @staticmethod
    def forward(ctx: Any, a: Tensor, b: Tensor) -> Tensor:
        return a * b

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        return gradient


class SevenNumbers(Function):
    @staticmethod
    def forward(ctx: Any, a: Tensor) -> Tensor:
        return a * 2

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        return gradient.sum().expand(7)


class NoWayBack(Function):
    @staticmethod
    def forward(ctx: Any, a: Tensor) -> Tensor:
        return a * 2


class PlainNumber(Function):
    @staticmethod
    def forward(ctx: Any, a: Tensor) -> Tensor:
        return a * 2

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> float:
        return 3.0


class Unstatic(Function):
    def forward(ctx: Any, a: Tensor) -> Tensor:
        return a


class KeepsANumber(Function):
    @staticmethod
    def forward(ctx: Any, a: Tensor) -> Tensor:
        ctx.save_for_backward(a, 3.0)
        return a


class WrongMark(Function):
    @staticmethod
    def forward(ctx: Any, a: Tensor) -> Tensor:
        ctx.mark_dirty(a)
        return a * 2


class Hasty(nn.Module):
    def __init__(self) -> None:
        self.layer = nn.Linear(1, 1)


class Endless(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return self(x)


def nan_in_backward() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that anomaly detection slows things down
        with torch.autograd.detect_anomaly():
            (torch.zeros(1, requires_grad=True).sqrt() * 0).sum().backward()


def error_of(program: str) -> Exception:
    """What running `program` raises."""
    names = {"torch": torch, "nn": nn, "F": F, "copy": copy, "math": math, "leaf": leaf}
    names |= {"warnings": warnings, "numpy": numpy, "data": torch.utils.data}
    classes = (OneGradient, SevenNumbers, NoWayBack, PlainNumber, Unstatic, Hasty, Endless)
    classes += (KeepsANumber, WrongMark)
    names |= {each.__name__: each for each in classes}
    names |= {"nan_in_backward": nan_in_backward, "w": leaf(3)}
    try:
        exec(program, names)
    except Exception as error:
        return error
    raise AssertionError(f"{program!r} ran through, where an error was expected.")


@pytest.mark.parametrize(("program", "words"), PROGRAMS, ids=[program for program, _ in PROGRAMS])
def test_a_program_that_pytorch_refuses_gets_its_advice(program: str, words: str) -> None:
    error = error_of(program)
    advice = hint_for(type(error).__name__, str(error))
    assert advice is not None, f"no hint for {type(error).__name__}: {error}"
    assert words in advice
    assert advice.endswith((".", "?"))
    assert not UNFILLED.search(advice)


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a GPU")
def test_a_missing_gpu_gets_its_advice() -> None:
    with pytest.raises((AssertionError, RuntimeError)) as raised:
        torch.ones(3).cuda()
    assert "torch.cuda.is_available()" in hint_for(raised.type.__name__, str(raised.value))


def test_every_hint_is_called_for_by_an_error() -> None:
    errors = [error_of(program) for program, _ in PROGRAMS]
    messages = [(type(error).__name__, str(error)) for error in errors]
    messages += [("AssertionError", message) for message in NEEDS_OTHER_HARDWARE]
    first = [next(h for h in HINTS if h.about(*each) is not None) for each in messages]
    idle = [hint.pattern.pattern for hint in HINTS if hint not in first]
    assert idle == []


def test_there_are_hints_enough() -> None:
    assert len(HINTS) >= 25


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("RuntimeError", "something nobody has seen before"),
        ("ValueError", ""),
        ("TypeError", "maximum recursion depth exceeded"),
        ("LookupError", "'weights'"),
        ("RuntimeError", "name 'x' is not defined"),
    ],
)
def test_an_unknown_error_gets_no_advice(kind: str, message: str) -> None:
    assert hint_for(kind, message) is None


def test_an_endless_message_is_read_only_so_far() -> None:
    assert hint_for("RuntimeError", "x" * 10_000_000 + "multi-target not supported") is None
