"""Work that many ask for at once and that is done once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

__all__ = ["Flights"]

T = TypeVar("T")


class Flights(Generic[T]):
    """Joins callers that ask for the same key while it is being made.

    The work goes on when a caller goes away: the others, and the cache behind it, want it.
    """

    def __init__(self) -> None:
        self._flying: dict[str, asyncio.Task[T]] = {}

    def has(self, key: str) -> bool:
        """Whether `key` is being made now."""
        return key in self._flying

    async def join(self, key: str, make: Callable[[], Awaitable[T]]) -> T:
        """What `make` gives, from the call in flight where there is one."""
        task = self._flying.get(key)
        if task is None:
            task = asyncio.create_task(_run(make))
            self._flying[key] = task
            task.add_done_callback(lambda _: self._flying.pop(key))
        return await asyncio.shield(task)


async def _run(make: Callable[[], Awaitable[T]]) -> T:
    return await make()
