"""Traces for lessons: each run once, however many ask, and kept in the store."""

import asyncio
import hashlib
import json

from chainrule.lessons import LESSONS, Lesson
from chainrule.sandbox import Job
from chainrule.server.flights import Flights
from chainrule.server.programs import Records, versions
from chainrule.store import Store, made_once

__all__ = ["Recordings"]


class Recordings:
    """The lessons' traces, from the store or from a run."""

    def __init__(self, store: Store, runner: Records) -> None:
        self._store = store
        self._runner = runner
        self._flights = Flights[tuple[str, bool]]()

    async def of(self, lesson: Lesson) -> tuple[str, bool]:
        """The address of the lesson's trace, and whether this call had it made."""
        recipe = _recipe(lesson)
        found = await asyncio.to_thread(self._store.made_by, recipe)
        if found is not None:
            return found, False
        first = not self._flights.has(recipe)
        address, made = await self._flights.join(recipe, lambda: self._record(lesson, recipe))
        return address, made and first

    async def lesson_of(self, trace_id: str) -> Lesson | None:
        """The lesson whose recording that trace is, if it is one."""
        return await asyncio.to_thread(self._lesson_of, trace_id)

    def _lesson_of(self, trace_id: str) -> Lesson | None:
        title = self._store.title(trace_id)
        lessons = (lesson for lesson in LESSONS if lesson.title == title)
        return next(
            (each for each in lessons if self._store.made_by(_recipe(each)) == trace_id), None
        )

    async def _record(self, lesson: Lesson, recipe: str) -> tuple[str, bool]:
        # The lessons are part of this package: as trusted as the server that runs them.
        job = Job(source=lesson.program, title=lesson.title, trusted=True)
        return await made_once(self._store, recipe, lambda: self._runner.run(job))


def _recipe(lesson: Lesson) -> str:
    """What decides the lesson's trace, as a hash: another version of it is another trace."""
    parts = (lesson.program, lesson.title, *versions())
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
