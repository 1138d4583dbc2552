"""What becomes of a program that reaches a limit, and of one that ends badly."""

import asyncio
from dataclasses import replace
from textwrap import dedent
from typing import Any

import pytest

from chainrule.sandbox import (
    BrokenResult,
    Crashed,
    Job,
    ProgramTooLong,
    SandboxError,
    TookTooLong,
    TooMuchOutput,
    TraceTooLarge,
)
from chainrule.trace import BackwardStep, Trace
from tests.sandbox.bench import LIMITS, Bench

SHORT = replace(LIMITS, seconds=2, grace=3)

STEP = """
import torch
w = torch.ones(2, requires_grad=True)
(w * 3).sum().backward()
"""

# Programs that are interrupted, and so keep their trace; with what the trace says.
STOPPED = {
    "an endless loop": (STEP + "while True: pass", "running for 2 s"),
    "an endless loop of operations": (
        STEP + "import time\nwhile True:\n    w * 2\n    time.sleep(0.01)",
        "running for 2 s",
    ),
    "an endless loop that catches exceptions": (
        STEP + "while True:\n    try: 1 / 0\n    except Exception: pass",
        "running for 2 s",
    ),
    "a long sleep": (STEP + "import time\ntime.sleep(1e6)", "running for 2 s"),
    "endless printing": (STEP + "while True: print('more ' * 20)", "printing 65536 bytes"),
}

# Programs that are killed; with the error and a part of its sentence.
KILLED: dict[str, tuple[str, type[SandboxError], str]] = {
    "ignores every exception": (
        "while True:\n    try: sum(range(1000))\n    except BaseException: pass",
        TookTooLong,
        "still running after 2 s",
    ),
    "ignores signals": (
        "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True: pass",
        TookTooLong,
        "endless loop",
    ),
    "stays inside one operation": (
        "import torch\ntorch.linalg.svd(torch.rand(4000, 4000))",
        TookTooLong,
        "one very large operation",
    ),
    "stops itself": ("import os\nos.kill(os.getpid(), 19)", TookTooLong, "did not react"),
    "prints without end below Python": (
        "import os, signal\n"
        "for number in signal.SIGUSR1, signal.SIGALRM: signal.signal(number, signal.SIG_IGN)\n"
        "while True: os.write(1, b'x' * 10_000)",
        TooMuchOutput,
        "over 65536 bytes",
    ),
    "sends an endless result": (
        "import os\nwhile True: os.write(3, b'1' * 99_999)",
        TraceTooLarge,
        "",
    ),
    "makes a huge trace": ("print('x' * 5_000_000)", TraceTooLarge, "larger than 4194304 bytes"),
    "exits below Python": ("import os\nos._exit(0)", Crashed, "status 0"),
    "exits with a status": ("import os\nos._exit(9)", Crashed, "os._exit"),
    "reads address zero": ("import ctypes\nctypes.string_at(0)", Crashed, "segmentation fault"),
    "pretends that it was never locked": ("import os\nos._exit(71)", Crashed, "status 71"),
    "closes what it was handed": ("import os\nos.closerange(0, 99)", Crashed, "descriptors"),
    "aborts": ("import os\nos.abort()", Crashed, "aborted"),
    "kills itself": ("import os\nos.kill(os.getpid(), 9)", Crashed, "ran out of memory"),
    "forges a result": ("import os\nos.write(3, b'{}')\nos._exit(0)", BrokenResult, "format"),
    "forges a bottomless result": (
        "import os\nos.write(3, b'[' * 60_000)\nos._exit(0)",
        BrokenResult,
        "nested too deeply",
    ),
    "forges a large result": (
        "import os\nos.write(3, b'[' + b'[],' * 999_999 + b'1]')\nos._exit(0)",
        BrokenResult,
        "no object",
    ),
    "forges a large result of large numbers": (
        "import os\nos.write(3, b'[' + b'1' * 999_999 + b']')\nos._exit(0)",
        BrokenResult,
        "thousands of digits",
    ),
    "forges a result that is no text": (
        "import os\nos.write(3, bytes([255]))\nos._exit(0)",
        BrokenResult,
        "UTF-8",
    ),
}


@pytest.fixture(scope="module")
def outcomes(bench: Bench) -> dict[str, Any]:
    """All of them at once, since most of the time goes by in waiting."""
    programs = {name: source for table in (STOPPED, KILLED) for name, (source, *_) in table.items()}
    runs = [bench.record(Job(source=each), limits=SHORT) for each in programs.values()]

    async def together() -> list[Any]:
        return await asyncio.gather(*runs, return_exceptions=True)

    return dict(zip(programs, bench.do(together()), strict=True))


@pytest.mark.parametrize("name", STOPPED)
def test_a_stopped_program_keeps_its_trace(outcomes: dict[str, Any], name: str) -> None:
    trace = outcomes[name]
    assert isinstance(trace, Trace), trace
    assert trace.error is not None
    assert trace.error.type == "Stopped"
    assert STOPPED[name][1] in trace.error.message
    assert trace.error.line is not None
    assert trace.error.line > STEP.count("\n")
    assert any(isinstance(step, BackwardStep) for step in trace.steps)


@pytest.mark.parametrize("name", KILLED)
def test_an_end_without_a_trace_is_a_sentence(outcomes: dict[str, Any], name: str) -> None:
    _, kind, part = KILLED[name]
    error = outcomes[name]
    assert type(error) is kind, error
    assert part in str(error)
    assert str(error)[0].isupper()


def test_the_runner_is_as_good_as_before(bench: Bench, outcomes: dict[str, Any]) -> None:
    assert bench.run(STEP).error is None


def test_an_error_in_the_program_is_in_the_trace(bench: Bench) -> None:
    trace = bench.run(STEP + "undefined")
    assert trace.error is not None
    assert trace.error.type == "NameError"


def test_a_long_program_is_refused(bench: Bench) -> None:
    outcome = bench.outcome("#" * (LIMITS.program + 1))
    assert isinstance(outcome, ProgramTooLong)
    assert str(LIMITS.program) in str(outcome)


def test_output_comes_along_with_a_crash(bench: Bench) -> None:
    outcome = bench.outcome("print('before')\nimport os\nos.abort()")
    assert outcome.output == "before\n"


def test_recursion_without_end_is_a_sentence(bench: Bench) -> None:
    program = """
        import sys
        sys.setrecursionlimit(10**9)
        class Deep:
            def __getattr__(self, name): return getattr(self, name)
        Deep().x
    """
    outcome = bench.outcome(dedent(program))
    assert isinstance(outcome, Crashed)
    assert "segmentation fault" in str(outcome)


def test_a_deep_graph_is_freed(bench: Bench) -> None:
    program = """
        import torch
        x = torch.ones(1, requires_grad=True)
        with torch._C.DisableTorchFunction():  # not recorded: what matters is the freeing
            y = x
            for _ in range(150_000):
                y = y + 1
        del y
        print("freed")
    """
    trace = bench.run(dedent(program))
    assert trace.error is None
    assert trace.output == "freed\n"


def test_half_a_character_is_printed(bench: Bench) -> None:
    trace = bench.run(r"print('\ud83d')")
    assert trace.error is None
    trace.to_json().encode()


@pytest.mark.parametrize(
    ("program", "part"),
    [
        ("open('data.csv')", "no files"),
        ("open('/etc/passwd')", "no files"),
        ("import os\nos.listdir('/')", "no files"),
        ("import urllib.request\nurllib.request.urlopen('http://localhost')", "no network"),
        ("import threading\nthreading.Thread(target=int).start()", "no other process"),
        ("x = bytearray(10**11)", "2 GiB of memory"),
        ("import torch\ntorch.empty(10**10)", "2 GiB of memory"),
        ("1 / 0", None),
    ],
)
def test_an_error_of_the_locks_says_so(bench: Bench, program: str, part: str | None) -> None:
    trace = bench.run(program)
    assert trace.error is not None
    if part is not None:
        assert part in str(trace.error.hint)
    elif trace.error.hint is not None:
        assert "on this page" not in trace.error.hint
