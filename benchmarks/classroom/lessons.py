"""Everybody opens the same lesson."""

import asyncio
import random
import time

from benchmarks.classroom.report import Report, waits
from benchmarks.classroom.served import Served, late, served
from chainrule.lessons import LESSONS

__all__ = ["lessons"]


async def lessons(students: int, spread: float) -> Report:
    """Each student's browser asks for the page, the trace and the layout at some moment."""
    report = Report()
    async with served() as server:
        before = await server.lag()
        moments = (random.Random(number).uniform(0, spread) for number in range(students))
        opened = await asyncio.gather(*(_open(server, moment) for moment in moments))
        report.rows += waits("a lesson opened", opened)
        bound = late(before, await server.lag())
        report.rows.append(("delays of the event loop, p95 under", f"{bound * 1e3:.0f} ms"))
    return report


async def _open(server: Served, moment: float) -> float:
    """For how long it took."""
    await asyncio.sleep(moment)
    began = time.perf_counter()
    slug = LESSONS[0].slug
    async with server.student() as student:
        (await student.get(f"/lessons/{slug}")).raise_for_status()
        trace = (await student.post("/api/traces", json={"lesson": slug})).raise_for_status()
        place = f"{trace.headers['Location']}/layout"
        (await student.get(place)).raise_for_status()
    return time.perf_counter() - began
