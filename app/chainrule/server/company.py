"""Several who wait for one run: each hears what it tells, and it ends when nobody waits for it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from chainrule.sandbox import Listener

__all__ = ["Companies"]

# Of what was printed before somebody joined, so much is told.
LAST_PRINTED = 65_536


class Company:
    """Those who listen to one run; who comes late is told at once what the others know."""

    def __init__(self, make: Callable[[Listener], Coroutine[Any, Any, str]]) -> None:
        self._listeners: list[Listener] = []
        self._before: int | None = None
        self._begun = False
        self._printed = ""
        self._steps = 0
        listener = Listener(
            position=self._move, begun=self._begin, printed=self._print, recorded=self._record
        )
        self.task = asyncio.create_task(make(listener))

    def join(self, listener: Listener) -> None:
        """Tell it from now on, and what was told before."""
        self._listeners.append(listener)
        if self._begun:
            listener.begun()
        elif self._before is not None:
            listener.position(self._before)
        if self._printed:
            listener.printed(self._printed)
        if self._steps:
            listener.recorded(self._steps)

    async def leave(self, listener: Listener) -> None:
        """Tell it no more; who leaves last ends the run."""
        self._listeners.remove(listener)
        if not self._listeners and not self.task.done():
            self.task.cancel()
            await asyncio.wait([self.task])

    def _move(self, before: int) -> None:
        self._before = before
        for each in self._listeners:
            each.position(before)

    def _begin(self) -> None:
        self._begun = True
        for each in self._listeners:
            each.begun()

    def _print(self, text: str) -> None:
        self._printed = (self._printed + text)[-LAST_PRINTED:]
        for each in self._listeners:
            each.printed(text)

    def _record(self, steps: int) -> None:
        self._steps = steps
        for each in self._listeners:
            each.recorded(steps)


class Companies:
    """The runs in progress of which somebody may ask for an equal one."""

    def __init__(self) -> None:
        self._by_key: dict[str, Company] = {}

    async def join(
        self, key: str, listener: Listener, make: Callable[[Listener], Coroutine[Any, Any, str]]
    ) -> str:
        """What the run in progress gives, or the one that `make` begins now."""
        company = self._by_key.get(key)
        if company is None or company.task.cancelling():  # one that is ending takes nobody in
            company = Company(make)
            self._by_key[key] = company
            company.task.add_done_callback(partial(self._end, key, company))
        async with _joined(company, listener):
            return await asyncio.shield(company.task)

    def _end(self, key: str, company: Company, _: object) -> None:
        if self._by_key.get(key) is company:
            del self._by_key[key]


@asynccontextmanager
async def _joined(company: Company, listener: Listener) -> AsyncIterator[None]:
    company.join(listener)
    try:
        yield
    finally:
        await company.leave(listener)
