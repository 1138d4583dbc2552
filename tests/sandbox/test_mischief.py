"""Attacks on the recorder and its readers: each is answered, and the next run is clean."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from chainrule.sandbox import Job, SandboxError, Unavailable
from chainrule.trace import Trace, Written
from tests.sandbox.bench import LIMITS, Bench
from tests.sandbox.mischief import BACKWARD, MISCHIEF, STEP
from tests.sandbox.test_runner import children, warm

SHORT = replace(LIMITS, seconds=3, grace=2, writing=20, steps=2_000)
CLEAN = Job(source=STEP + BACKWARD)


@pytest.fixture(scope="module")
def reference(bench: Bench) -> str:
    """The trace of a clean program before anything has happened."""
    trace: str = bench.do(bench.runner.run(CLEAN)).id
    return trace


@pytest.fixture(scope="module")
def outcomes(bench: Bench, reference: str) -> dict[str, tuple[Any, Any]]:
    """What came of each, and of the clean program right after it."""

    async def one(source: str) -> tuple[Any, Any]:
        try:
            outcome: Any = await bench.runner.run(Job(source=source), limits=SHORT)
        except SandboxError as error:
            outcome = error
        return outcome, await bench.runner.run(CLEAN)

    async def together() -> list[Any]:
        return await asyncio.gather(*map(one, MISCHIEF.values()))

    return dict(zip(MISCHIEF, bench.do(together()), strict=True))


@pytest.mark.parametrize("attack", MISCHIEF)
def test_is_answered_and_the_next_run_is_clean(
    outcomes: dict[str, tuple[Any, Any]], reference: str, attack: str
) -> None:
    outcome, following = outcomes[attack]
    assert following.id == reference
    if isinstance(outcome, Written):
        trace = outcome.read()
        assert isinstance(trace, Trace)
        outcome.text.decode("utf-8")
    else:
        assert not isinstance(outcome, Unavailable)
        assert str(outcome)[0].isupper()
        assert str(outcome)[-1] in ".?"
        assert len(str(outcome)) < 500


def test_nothing_is_left(bench: Bench, outcomes: dict[str, tuple[Any, Any]]) -> None:
    zygote = warm(bench).process
    assert zygote is not None
    assert children(zygote) == []
