"""From a request to its document: the server as a process, and the sandbox alone."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from statistics import median

import httpx

from benchmarks.classroom.served import children, own_memory
from benchmarks.measure import waited
from benchmarks.table import amount, duration, table
from chainrule.lessons import LESSONS
from chainrule.sandbox import Job, Listener, Runner
from chainrule.sandbox.zygote import SOON

__all__ = ["service"]

SERVE = "from chainrule.cli import main; main()"
RUNS = {True: 5, False: 40}
REQUESTS = {True: 20, False: 300}

Row = tuple[str, str]


def service(quick: bool) -> str:
    """The table of waiting times (wall clock, over the loopback)."""
    rows = [*_server(quick), *asyncio.run(_sandbox(quick))]
    return table(("what one waits for", "time"), rows)


def _server(quick: bool) -> list[Row]:
    began = time.perf_counter()
    line = [sys.executable, "-c", SERVE, "serve", "--port", "0"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            printed = process.stdout.readline().partition(" at ")[2].split()[0]
            address, _, token = printed.partition("#token=")
            listening = time.perf_counter() - began
            key = {"Authorization": f"Bearer {token}"}
            with httpx.Client(base_url=address.rstrip("/"), headers=key, timeout=60) as client:
                waits = _requests(client, quick)
                rate = _rate(client, process.pid, quick)
            return [("the server's start", duration(listening)), *waits, rate]
        finally:
            process.terminate()


def _requests(client: httpx.Client, quick: bool) -> list[Row]:
    lesson, other = LESSONS[0].slug, LESSONS[1].slug
    times: dict[str, float] = {}

    def post(slug: str) -> httpx.Response:
        return client.post("/api/traces", json={"lesson": slug}).raise_for_status()

    numbers = count()

    def paste() -> httpx.Response:
        program = f"{LESSONS[0].program}\n# {next(numbers)}\n"
        return client.post("/api/traces", json={"program": program})

    def wait(title: str, ask: Callable[[], httpx.Response], rounds: int = 1) -> None:
        times[title] = median(waited(lambda: ask().raise_for_status()) for _ in range(rounds))

    wait("the first lesson's document, while the sandbox warms up", lambda: post(lesson))
    wait("another lesson's document, first time", lambda: post(other))
    wait("a lesson's document that was asked for before", lambda: post(lesson), REQUESTS[quick])
    trace = post(lesson).headers["Location"]
    wait("its layout, first time", lambda: client.get(f"{trace}/layout"))
    wait("its layout again", lambda: client.get(f"{trace}/layout"), REQUESTS[quick])
    wait("the page", lambda: client.get("/"), REQUESTS[quick])
    wait("linear regression pasted, no two alike, p50", paste, RUNS[quick])
    return [(title, duration(time)) for title, time in times.items()]


def _rate(client: httpx.Client, process: int, quick: bool) -> Row:
    """How often a kept document could be asked for, were the server's own time all that it took."""
    trace = client.post("/api/traces", json={"lesson": LESSONS[0].slug}).headers["Location"]
    rounds = 10 * REQUESTS[quick]
    before = _processor_seconds(process)
    for _ in range(rounds):
        client.get(trace).raise_for_status()
    spent = max(_processor_seconds(process) - before, 0.01)
    return ("kept documents a second of the server's processor", f"{rounds / spent:,.0f}")


def _processor_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _sandbox(quick: bool) -> list[Row]:
    began = time.perf_counter()
    async with Runner() as runner:
        warm = time.perf_counter() - began
        job = Job(source=LESSONS[0].program)
        # The first runs may come before the sandbox has imported all that it will.
        early = max([await _own_memory(runner) for _ in range(SOON)])
        own = max([await _own_memory(runner) for _ in range(RUNS[quick])])
        alone = [await _timed(runner, job) for _ in range(RUNS[quick])]
        began = time.perf_counter()
        runs = RUNS[quick] * 2
        await asyncio.gather(*(runner.run(job, client=str(each)) for each in range(runs)))
        rate = runs / (time.perf_counter() - began)
    return [
        ("the sandbox's start", duration(warm)),
        ("linear regression in the warm sandbox, p50", duration(median(alone))),
        ("the same, at most", duration(max(alone))),
        ("runs a second, two at once", f"{rate:.0f}"),
        ("memory that a run has for itself, at most", amount(own)),
        (f"the same, of the first {SOON} runs after the sandbox's start", amount(early)),
    ]


async def _own_memory(runner: Runner) -> int:
    """The most bytes that the process of a run had written to and shared with nobody."""
    begun = asyncio.Event()
    program = f"print('begun')\n{LESSONS[0].program}"
    listener = Listener(printed=lambda _: begun.set())
    run = asyncio.create_task(runner.run(Job(source=program), listener=listener))
    await begun.wait()
    most = 0
    while not run.done():
        most = max([most, *map(own_memory, _programs())])
        await asyncio.sleep(0.002)
    await run
    return most


def _programs() -> list[int]:
    """The processes that zygotes of this one forked."""
    zygotes = children(os.getpid())
    return [each for zygote in zygotes for each in children(zygote)]


async def _timed(runner: Runner, job: Job) -> float:
    began = time.perf_counter()
    await runner.run(job)
    return time.perf_counter() - began
