"""From a request to its document: the server as a process, and the sandbox alone."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median

import httpx

from benchmarks.measure import waited
from benchmarks.table import duration, table
from chainrule.lessons import LESSONS
from chainrule.sandbox import Job, Runner

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
            address = process.stdout.readline().partition(" at ")[2].partition("#")[0].rstrip("/")
            listening = time.perf_counter() - began
            with httpx.Client(base_url=address, timeout=60) as client:
                return [("the server's start", duration(listening)), *_requests(client, quick)]
        finally:
            process.terminate()


def _requests(client: httpx.Client, quick: bool) -> list[Row]:
    lesson, other = LESSONS[0].slug, LESSONS[1].slug
    times: dict[str, float] = {}

    def post(slug: str) -> httpx.Response:
        return client.post("/api/traces", json={"lesson": slug}).raise_for_status()

    def wait(title: str, ask: Callable[[], httpx.Response], count: int = 1) -> None:
        times[title] = median(waited(lambda: ask().raise_for_status()) for _ in range(count))

    wait("the first lesson's document, while the sandbox warms up", lambda: post(lesson))
    wait("another lesson's document, first time", lambda: post(other))
    wait("a lesson's document that was asked for before", lambda: post(lesson), REQUESTS[quick])
    trace = post(lesson).headers["Location"]
    wait("its layout, first time", lambda: client.get(f"{trace}/layout"))
    wait("its layout again", lambda: client.get(f"{trace}/layout"), REQUESTS[quick])
    wait("the page", lambda: client.get("/"), REQUESTS[quick])
    return [(title, duration(time)) for title, time in times.items()]


async def _sandbox(quick: bool) -> list[Row]:
    began = time.perf_counter()
    async with Runner() as runner:
        warm = time.perf_counter() - began
        job = Job(source=LESSONS[0].program)
        alone = [await _timed(runner, job) for _ in range(RUNS[quick])]
        began = time.perf_counter()
        count = RUNS[quick] * 2
        await asyncio.gather(*(runner.run(job, client=str(each)) for each in range(count)))
        rate = count / (time.perf_counter() - began)
    return [
        ("the sandbox's start", duration(warm)),
        ("linear regression in the warm sandbox, p50", duration(median(alone))),
        ("the same, at most", duration(max(alone))),
        ("runs a second, two at once", f"{rate:.0f}"),
    ]


async def _timed(runner: Runner, job: Job) -> float:
    began = time.perf_counter()
    await runner.run(job)
    return time.perf_counter() - began
