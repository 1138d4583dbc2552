"""Many programs, and nothing that stays behind."""

import asyncio
from contextlib import aclosing

from benchmarks.classroom.programs import benign
from benchmarks.classroom.report import Report
from benchmarks.classroom.served import Family, Served, served
from benchmarks.table import amount

__all__ = ["endurance"]

WARM_UP = 300
AT_ONCE = 4
# What the allocator and the caches may still gain after the warm-up, in bytes.
GAIN = 96 * 1024**2


async def endurance(runs: int) -> Report:
    """The server's family after a warm-up, and after all runs."""
    report = Report()
    async with served() as server:
        await _run(server, range(WARM_UP))
        before = server.family()
        for first in range(0, runs, 1000):
            await _run(server, range(WARM_UP + first, WARM_UP + min(first + 1000, runs)))
            print(f"… {min(first + 1000, runs)} runs: {_line(server.family())}", flush=True)
        await asyncio.sleep(1)
        after = server.family()
    report.rows += [("before", _line(before)), ("after", _line(after))]
    report.expect(after.processes <= before.processes, "processes are left")
    report.expect(after.descriptors <= before.descriptors + 4, "descriptors are left")
    report.expect(after.memory <= before.memory + GAIN, "memory is left")
    return report


async def _run(server: Served, numbers: range) -> None:
    waiting = iter(numbers)

    async def student() -> None:
        async with aclosing(await server.joined()) as one:
            for number in waiting:
                order = {"program": benign(number), "values": "statistics"}
                (await one.post("/api/traces", json=order)).raise_for_status()

    await asyncio.gather(*(student() for _ in range(AT_ONCE)))


def _line(family: Family) -> str:
    return (
        f"{family.processes} processes, {family.descriptors} descriptors, {amount(family.memory)}"
    )
