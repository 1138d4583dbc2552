"""Whose turn it is: a few places, shared fairly among clients."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

__all__ = ["Turns"]


@dataclass(frozen=True, slots=True, eq=False)
class Ticket:
    """Someone who waits: told its place in the queue whenever that changes."""

    called: "asyncio.Future[None]"
    tell: Callable[[int], object]


class Turns:
    """At most `places` at once; each client in turn, so that one with many runs holds up nobody."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._waiting: OrderedDict[str, deque[Ticket]] = OrderedDict()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(map(len, self._waiting.values()))

    @asynccontextmanager
    async def turn(self, client: str, tell: Callable[[int], object]) -> AsyncIterator[None]:
        """Wait for a place and hold it; `tell` is called with the number of those before."""
        await self._wait(client, tell)
        try:
            yield
        finally:
            self._release()

    async def _wait(self, client: str, tell: Callable[[int], object]) -> None:
        if self._free:
            self._free -= 1
            return
        ticket = Ticket(asyncio.get_running_loop().create_future(), tell)
        self._waiting.setdefault(client, deque()).append(ticket)
        self._announce()
        try:
            await ticket.called
        except asyncio.CancelledError:
            self._leave(client, ticket)
            raise

    def _leave(self, client: str, ticket: Ticket) -> None:
        """Someone has gone: out of the queue, or out of the place just given."""
        if ticket.called.done() and not ticket.called.cancelled():
            self._release()
            return
        tickets = self._waiting.get(client, deque())
        if ticket in tickets:
            tickets.remove(ticket)
            if not tickets:
                del self._waiting[client]
            self._announce()

    def _release(self) -> None:
        ticket = self._next()
        if ticket is None:
            self._free += 1
        else:
            ticket.called.set_result(None)
            self._announce()

    def _next(self) -> Ticket | None:
        """The first ticket of the client whose turn it is; the client goes to the end."""
        while self._waiting:
            client, tickets = self._waiting.popitem(last=False)
            ticket = tickets.popleft()
            if tickets:
                self._waiting[client] = tickets
            if not ticket.called.done():
                return ticket
        return None

    def _announce(self) -> None:
        for before, ticket in enumerate(self._in_order()):
            ticket.tell(before)

    def _in_order(self) -> list[Ticket]:
        """Everyone who waits, in the order in which they will be called."""
        rounds = [
            (turn, place, ticket)
            for place, tickets in enumerate(self._waiting.values())
            for turn, ticket in enumerate(tickets)
        ]
        return [ticket for _, _, ticket in sorted(rounds, key=lambda each: each[:2])]
