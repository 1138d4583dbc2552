"""A recorder that runs nothing and counts what it is asked for."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from chainrule.sandbox import Isolation, Job, Listener
from chainrule.trace import Trace


@dataclass
class CountingRecorder:
    """Answers every job with one trace, or as `answer` does; `seconds` lets requests overlap."""

    trace: Trace
    seconds: float = 0.0
    answer: Callable[[], Awaitable[Trace]] | None = None
    jobs: list[Job] = field(default_factory=list)

    isolation = Isolation(layers=(), escapes=())

    async def start(self) -> None:
        """Nothing is warmed."""

    async def run(self, job: Job, *, client: str = "", listener: Listener | None = None) -> Trace:
        self.jobs.append(job)
        if listener is not None:
            listener.begun()
        await asyncio.sleep(self.seconds)
        return self.trace if self.answer is None else await self.answer()

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator["CountingRecorder"]:
        yield self
