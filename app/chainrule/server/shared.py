"""Work that many wait for: done once, told to all of them, ended when the last has gone."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

__all__ = ["News", "Shared", "Tell"]

T = TypeVar("T")

News = Mapping[str, int]
Tell = Callable[[News], None]
"""Told how far some work is."""


@dataclass(eq=False)
class Work(Generic[T]):
    """One piece of it, with who waits for it by a key of their own."""

    task: "asyncio.Task[T]"
    listeners: dict[object, Tell] = field(default_factory=dict)
    news: News | None = None

    def tell(self, news: News) -> None:
        self.news = news
        for listener in self.listeners.values():
            listener(news)


class Shared(Generic[T]):
    """Joins callers that ask for the same key while it is being made."""

    def __init__(self) -> None:
        self._works: dict[str, Work[T]] = {}

    def has(self, key: str) -> bool:
        """Whether `key` is being made now."""
        return key in self._works

    async def join(self, key: str, make: Callable[[Tell], Awaitable[T]], tell: Tell) -> T:
        """What `make` gives. Cancelled, it ends the work where nobody else waits for it."""
        work = self._works.get(key) or self._begin(key, make)
        me = object()
        work.listeners[me] = tell
        if work.news is not None:
            tell(work.news)
        try:
            return await asyncio.shield(work.task)
        finally:
            del work.listeners[me]
            if not work.listeners and not work.task.done():
                self._forget(key, work)
                work.task.cancel()
                await asyncio.wait([work.task])

    def _begin(self, key: str, make: Callable[[Tell], Awaitable[T]]) -> Work[T]:
        async def run() -> T:
            return await make(work.tell)

        work = Work(asyncio.create_task(run()))
        self._works[key] = work
        work.task.add_done_callback(lambda _: self._forget(key, work))
        return work

    def _forget(self, key: str, work: Work[T]) -> None:
        if self._works.get(key) is work:
            del self._works[key]
