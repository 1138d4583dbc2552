"""What is derived from a trace (layout, graph), made once and kept while there is room."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import TypeVar

from starlette.requests import Request

from chainrule.server.caching import FOREVER, Representation
from chainrule.server.encodings import ENCODINGS, chosen
from chainrule.server.flights import Flights
from chainrule.server.problems import Problem
from chainrule.server.workers import NothingThere, Workers, WorkFailed
from chainrule.store import Store

__all__ = ["Documents", "Kept", "no_trace"]

T = TypeVar("T")

ROOM = 64 * 1024 * 1024
# A document and its compressed copies together take at most so often its own size.
COPIES = 2


class Documents:
    """Traces and the documents derived from them, ready to send; least recently used dropped."""

    def __init__(self, store: Store, workers: Workers, room: int = ROOM) -> None:
        self._store = store
        self._workers = workers
        self._kept = Kept(room)
        self._flights = Flights[Representation]()
        self._compressions = Flights[bytes]()

    async def title(self, trace_id: str) -> str:
        """The trace's title. Raises a `Problem` where there is no trace."""
        return _found(await asyncio.to_thread(self._store.title, trace_id), trace_id)

    async def trace(self, trace_id: str) -> Representation:
        """The trace document. Raises a `Problem` where there is none."""

        async def read() -> Representation:
            content = await asyncio.to_thread(self._store.get, trace_id)
            return Representation(content=_found(content, trace_id), cache=FOREVER)

        self._store.touch(trace_id)
        return await self._once(trace_id, read)

    async def derived(self, job: str, trace_id: str, **arguments: str) -> Representation:
        """What `job` makes of the trace. Raises a `Problem`."""

        async def make() -> Representation:
            trace = await self.trace(trace_id)
            try:
                content = await self._workers.work(job, trace.content, **arguments)
            except NothingThere as error:
                raise Problem(404, str(error)) from error
            except WorkFailed as error:
                raise Problem(503, str(error)) from error
            return Representation(content=content)

        return await self._once("/".join((job, trace_id, *arguments.values())), make)

    async def encoded(self, request: Request, document: Representation) -> Representation:
        """The document, compressed as the request would have it."""
        encoding = chosen(request, len(document.content))
        if encoding is not None and encoding not in document.encoded:
            compress = ENCODINGS[encoding]

            async def make() -> bytes:
                return await asyncio.to_thread(compress, document.content)

            content = await self._compressions.join(f"{document.etag} {encoding}", make)
            document.encoded[encoding] = content
        return document

    async def _once(
        self, key: str, make: Callable[[], Awaitable[Representation]]
    ) -> Representation:
        """What is kept under `key`, or what `make` gives then."""
        kept = self._kept.get(key)
        if kept is None:
            kept = await self._flights.join(key, make)
            self._kept.put(key, kept)
        return kept


class Kept:
    """Representations of at most `room` bytes together."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._held = 0
        self._by_key: OrderedDict[str, Representation] = OrderedDict()

    def get(self, key: str) -> Representation | None:
        found = self._by_key.get(key)
        if found is not None:
            self._by_key.move_to_end(key)
        return found

    def put(self, key: str, representation: Representation) -> None:
        if key in self._by_key:
            return
        self._by_key[key] = representation
        self._held += COPIES * len(representation.content)
        while self._held > self._room:
            _, dropped = self._by_key.popitem(last=False)
            self._held -= COPIES * len(dropped.content)


def _found(found: T | None, trace_id: str) -> T:
    if found is not None:
        return found
    raise no_trace(trace_id)


def no_trace(trace_id: str) -> Problem:
    """What is answered to who asks for a trace that is not there."""
    return Problem(
        404,
        f"There is no trace {trace_id[:40]!r}; a trace lives as long as the server's store, so"
        " open the lesson or the program again.",
    )
