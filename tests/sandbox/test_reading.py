"""A large answer is read in a locked child: whatever it holds costs the server nothing."""

from dataclasses import replace

import pytest

from chainrule.sandbox import BrokenResult, Job
from chainrule.sandbox.reading import READING, SMALL
from tests.sandbox.bench import Bench

LARGE = """
import torch
x = torch.ones(3, requires_grad=True)
for _ in range(400):
    x = x * 1.001
x.sum().backward()
"""
# Small to send, and some 70 bytes of memory for each three.
HUNGRY = "import os\nos.write(3, b'[' + b'{},' * 1_300_000 + b'1]')\nos._exit(0)"


def test_it_is_the_same_trace(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    read = bench.do(bench.runner.run(Job(source=LARGE, title="A title")))
    assert len(read.text) > SMALL
    assert (read.title, read.error) == ("A title", None)
    monkeypatch.setattr("chainrule.sandbox.runner.SMALL", len(read.text) * 2)
    here = bench.do(bench.runner.run(Job(source=LARGE, title="A title")))
    assert read.id == here.id == read.read().id
    failed = bench.do(bench.runner.run(Job(source=LARGE + "nope")))
    assert failed.error.type == "NameError"


def test_what_takes_too_much_memory_to_read_is_refused(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    little = replace(READING, memory=48 * 1024**2)
    monkeypatch.setattr("chainrule.sandbox.warm.READING", little)
    outcome = bench.outcome(HUNGRY)
    assert isinstance(outcome, BrokenResult)
    assert "too much memory" in str(outcome)


def test_what_takes_too_long_to_read_is_refused(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chainrule.sandbox.warm.READING", replace(READING, seconds=0.05, grace=0.0))
    outcome = bench.outcome(HUNGRY)
    assert isinstance(outcome, BrokenResult)
    assert "too long" in str(outcome)
