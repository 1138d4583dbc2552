"""Every fifth program means harm; the others notice nothing."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import aclosing

from benchmarks.classroom.programs import HOSTILE, benign
from benchmarks.classroom.report import Report
from benchmarks.classroom.served import Served, served

__all__ = ["hostile"]

STUDENTS = 20
EVERY = 5
ANSWERED = (200, 201, 413, 422)


async def hostile(runs: int) -> Report:
    """Twenty students, one program after the other."""
    report, outcomes = Report(), Counter[str]()
    waiting = iter(range(runs))
    async with served() as server:
        await asyncio.gather(*(_student(server, waiting, outcomes) for _ in range(STUDENTS)))
        family = server.family()
    report.rows += [(name, str(count)) for name, count in sorted(outcomes.items())]
    report.rows.append(("processes left", str(family.processes)))
    failed = sum(count for name, count in outcomes.items() if "failed" in name)
    report.expect(failed == 0, f"{failed} programs were not answered as they should be")
    return report


async def _student(server: Served, waiting: Iterator[int], outcomes: Counter[str]) -> None:
    async with aclosing(await server.joined()) as student:
        for number in waiting:
            bad = number % EVERY == 0
            source = HOSTILE[number // EVERY % len(HOSTILE)] if bad else benign(number)
            answer = await student.post(
                "/api/traces", json={"program": source, "title": f"Run {number}"}
            )
            well = answer.status_code in (ANSWERED if bad else (201,))
            kind = "hostile" if bad else "benign"
            name = f"{kind}, answered" if well else f"{kind}, failed: {answer.text[:200]}"
            outcomes[name] += 1
