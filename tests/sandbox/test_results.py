"""A child's answer is read as data from a stranger."""

import dataclasses
import json

import pytest

from chainrule.sandbox import BrokenResult
from chainrule.sandbox.results import read_trace
from chainrule.trace import Trace
from tests.sandbox.bench import Bench


@pytest.fixture(scope="module")
def trace(bench: Bench) -> Trace:
    return bench.run(
        "import torch\nprint('naïve \\\\ud83d')\ntorch.ones(2, requires_grad=True).sum().backward()"
    )


def test_an_honest_answer_is_the_trace(trace: Trace) -> None:
    assert read_trace(trace.to_json().encode()) == trace


def test_a_backslash_before_the_letters_is_no_surrogate(trace: Trace) -> None:
    assert trace.output == "naïve \\ud83d\n"


def test_a_forged_id_is_replaced(trace: Trace) -> None:
    forged = dataclasses.replace(trace, id="0" * 32)
    assert read_trace(forged.to_json().encode()).id == trace.id


@pytest.mark.parametrize("half", ["\\ud83d", "\\uDC00", "\\\\\\ud83d"])
def test_half_a_character_is_refused(trace: Trace, half: str) -> None:
    document = trace.to_dict()
    text = json.dumps({**document, "output": "HERE"}).replace("HERE", half)
    with pytest.raises(BrokenResult, match="half of a character"):
        read_trace(text.encode())


@pytest.mark.parametrize(
    "answer", [b"", b"{}", b"null", b"NaN", b"[" * 10**6, b"\xff\xfe", b'{"format": NaN}']
)
def test_what_is_no_trace_is_refused(answer: bytes) -> None:
    with pytest.raises(BrokenResult):
        read_trace(answer)


def test_half_a_trace_is_refused(trace: Trace) -> None:
    text = trace.to_json().encode()
    with pytest.raises(BrokenResult, match="cut short"):
        read_trace(text[: len(text) // 2])
