"""What is derived from a trace (layout, graph), made once and kept while there is room."""

import asyncio
from collections import OrderedDict
from typing import TypeVar

from chainrule.server.flights import Flights
from chainrule.server.problems import Problem
from chainrule.server.workers import Workers, WorkFailed
from chainrule.store import Store

__all__ = ["Documents"]

T = TypeVar("T")

ROOM = 64 * 1024 * 1024


class Documents:
    """Traces as JSON text and the documents derived from them, least recently used dropped."""

    def __init__(self, store: Store, workers: Workers, room: int = ROOM) -> None:
        self._store = store
        self._workers = workers
        self._room = room
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._flights = Flights[bytes]()

    async def trace(self, trace_id: str) -> bytes:
        """The trace document. Raises a `Problem` where there is none."""
        return _found(await asyncio.to_thread(self._store.get, trace_id), trace_id)

    async def title(self, trace_id: str) -> str:
        """The trace's title. Raises a `Problem` where there is no trace."""
        return _found(await asyncio.to_thread(self._store.title, trace_id), trace_id)

    async def derived(self, job: str, trace_id: str, **arguments: str) -> bytes:
        """What `job` makes of the trace. Raises a `Problem`."""
        key = "/".join((job, trace_id, *arguments.values()))
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        return await self._flights.join(key, lambda: self._make(key, job, trace_id, arguments))

    async def _make(self, key: str, job: str, trace_id: str, arguments: dict[str, str]) -> bytes:
        document = await self.trace(trace_id)
        try:
            body = await self._workers.work(job, document, **arguments)
        except WorkFailed as error:
            raise Problem(503, str(error)) from error
        self._keep(key, body)
        return body

    def _keep(self, key: str, body: bytes) -> None:
        self._kept[key] = body
        while sum(map(len, self._kept.values())) > self._room:
            self._kept.popitem(last=False)


def _found(found: T | None, trace_id: str) -> T:
    if found is not None:
        return found
    raise Problem(
        404,
        f"There is no trace {trace_id[:40]!r}; a trace lives as long as the server's store, so"
        " open the lesson or the program again.",
    )
