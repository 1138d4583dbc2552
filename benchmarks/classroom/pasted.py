"""Everybody runs a program of their own in the same moment."""

import asyncio
import time

import httpx

from benchmarks.classroom.programs import benign
from benchmarks.classroom.report import Report, waits
from benchmarks.classroom.served import late, served

__all__ = ["pasted"]

SOON = 20.0


async def pasted(students: int) -> Report:
    """Each joins, then all press the button."""
    report = Report()
    async with served() as server:
        there = [await server.joined() for _ in range(students)]
        before = await server.lag()
        began = time.perf_counter()
        waited = await asyncio.gather(*(_run(each, n) for n, each in enumerate(there)))
        whole = time.perf_counter() - began
        bound = late(before, await server.lag())
        await asyncio.gather(*(each.aclose() for each in there))
    report.rows += waits("a program's trace", waited)
    report.rows.append(("programs a second", f"{students / whole:.0f}"))
    report.rows.append(("delays of the event loop, p95 under", f"{bound * 1e3:.0f} ms"))
    report.expect(max(waited) <= SOON, f"somebody waited for more than {SOON:g} s")
    report.expect(bound <= 0.05, "the event loop was late by more than 50 ms")
    return report


async def _run(student: httpx.AsyncClient, number: int) -> float:
    began = time.perf_counter()
    answer = await student.post("/api/traces", json={"program": benign(number)})
    assert answer.status_code == 201, answer.text
    assert f"loss of student {number}:" in answer.json()["output"]
    return time.perf_counter() - began
