"""Processes are killed at random while programs run; what was acknowledged stays."""

import asyncio
import contextlib
import os
import random
import signal
import time
from collections.abc import Iterator

import httpx

from benchmarks.classroom.programs import benign
from benchmarks.classroom.report import Report, waits
from benchmarks.classroom.served import TOKEN, Served, descendants, ready, served

__all__ = ["killing"]

STUDENTS = 8
BETWEEN = (1.0, 4.0)
BACK = 5.0
BEARER = {"Authorization": f"Bearer {TOKEN}"}


async def killing(runs: int) -> Report:
    """Students who try again where a run was lost, and somebody who kills."""
    report = Report()
    acknowledged: dict[str, str] = {}
    lost: list[str] = []
    back: dict[str, list[float]] = {"server": [], "zygote": [], "child": []}
    async with served() as server:
        waiting = iter(range(runs))
        students = [
            asyncio.create_task(_student(server, waiting, acknowledged, lost))
            for _ in range(STUDENTS)
        ]
        killer = asyncio.create_task(_kill(server, back))
        await asyncio.gather(*students)
        killer.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await killer
        missing = await _missing(server, acknowledged)
    report.rows += [
        ("traces acknowledged", str(len(acknowledged))),
        ("of them missing afterwards", str(len(missing))),
        ("answers that said that a run was lost", str(len(lost))),
        *((f"{what} killed", str(len(times))) for what, times in back.items()),
    ]
    for what, times in back.items():
        report.rows += waits(f"back after the {what} was killed", times) if times else []
    report.expect(not missing, f"{len(missing)} acknowledged traces are missing")
    slowest = max((time for times in back.values() for time in times), default=0.0)
    report.expect(slowest <= BACK, f"it took {slowest:.1f} s until programs ran again")
    return report


async def _student(
    server: Served, waiting: Iterator[int], acknowledged: dict[str, str], lost: list[str]
) -> None:
    for number in waiting:
        while True:
            try:
                async with server.student() as one:
                    answer = await one.post(
                        "/api/traces", json={"program": benign(number)}, headers=BEARER
                    )
            except httpx.HTTPError as error:
                lost.append(type(error).__name__)
                await asyncio.sleep(0.2)
                continue
            if answer.status_code in (200, 201):
                acknowledged[answer.headers["Location"]] = answer.json()["id"]
                break
            lost.append(answer.json()["detail"])
            await asyncio.sleep(0.2)


async def _kill(server: Served, back: dict[str, list[float]]) -> None:
    """Kill something, and note in `back` how long it takes until a program runs again."""
    chance = random.Random(1)
    number = 0
    while True:
        await asyncio.sleep(chance.uniform(*BETWEEN))
        what = chance.choice(("server", "zygote", "child", "child"))
        victim = _victim(server, what)
        if victim is None:
            continue
        with contextlib.suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
        began = time.perf_counter()
        if what == "server":
            server.process.wait()
            await asyncio.to_thread(server.start)
            await ready(server)
        number += 1
        await _runs_again(server, -number)
        back[what].append(time.perf_counter() - began)


def _victim(server: Served, what: str) -> int | None:
    if what == "server":
        return server.process.pid
    zygote = server.zygote()
    if what == "zygote" or zygote is None:
        return zygote
    return next(descendants(zygote), None)


async def _runs_again(server: Served, number: int) -> None:
    """A lesson or a program that nobody ran before; another way in than the students' queue."""
    async with server.student() as one:
        while True:
            with contextlib.suppress(httpx.HTTPError):
                order = {"program": f"print({number})"}
                answer = await one.post("/api/traces", json=order, headers=BEARER)
                if answer.status_code == 201:
                    return
            await asyncio.sleep(0.05)


async def _missing(server: Served, acknowledged: dict[str, str]) -> list[str]:
    async with server.student() as one:
        answers = [(await one.get(place), place, known) for place, known in acknowledged.items()]
    return [
        place
        for answer, place, known in answers
        if answer.status_code != 200 or answer.json()["id"] != known
    ]
