"""Programs in, traces out: the one thing that the server knows of the sandbox."""

import asyncio
import os
import sys
from collections.abc import Iterable
from types import TracebackType
from typing import Protocol, Self

from chainrule.sandbox.errors import NotIsolated, ProgramTooLong
from chainrule.sandbox.fresh import Fresh
from chainrule.sandbox.isolation import Isolation
from chainrule.sandbox.job import Job, Limits
from chainrule.sandbox.layers import LAYERS
from chainrule.sandbox.listener import Listener
from chainrule.sandbox.order import Order
from chainrule.sandbox.reading import SMALL
from chainrule.sandbox.results import read_trace
from chainrule.sandbox.turns import Turns
from chainrule.sandbox.warm import Warm
from chainrule.trace import Written

__all__ = ["Runner"]

TOO_LONG = "The program is {length} bytes long, and at most {limit} are taken."


class Processes(Protocol):
    """Where programs run."""

    isolation: Isolation

    async def start(self) -> None: ...

    async def answer(self, order: Order, listener: Listener | None = None) -> bytes: ...

    async def read(self, answer: bytes) -> Written: ...

    def close(self) -> None: ...


class Runner:
    """Runs programs, each in a process of its own: locked, and forked by a warm zygote.

    `async with Runner() as runner: written = await runner.run(Job(source="…"))`. Cancelling a run
    kills its process. On systems other than Linux (not `warm`) each process starts afresh, and
    nothing locks it in.
    """

    def __init__(
        self,
        *,
        limits: Limits | None = None,
        places: int | None = None,
        layers: Iterable[str] = LAYERS,
        warm: bool = sys.platform == "linux",
    ) -> None:
        self.limits = limits or Limits()
        self._turns = Turns(places or max(2, os.cpu_count() or 1))
        self._processes: Processes = Warm(self.limits, layers) if warm else Fresh()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    @property
    def isolation(self) -> Isolation:
        """How well programs are locked in; known from `start` on."""
        return self._processes.isolation

    @property
    def waiting(self) -> int:
        """How many runs wait for a place."""
        return self._turns.waiting

    async def start(self) -> None:
        """Get warm and find out how well programs are locked in. Raises `SandboxError`."""
        await self._processes.start()

    async def close(self) -> None:
        """End every process."""
        self._processes.close()

    async def run(
        self,
        job: Job,
        *,
        client: str = "",
        listener: Listener | None = None,
        limits: Limits | None = None,
    ) -> Written:
        """The trace of the job's program, within `limits` other than the runner's if given.

        Runs of one `client` wait for each other before they hold up anybody else's. Raises
        `SandboxError`.
        """
        self._check_length(job)
        listener = listener or Listener()
        async with self._turns.turn(client, listener.position):
            await self._processes.start()
            self._check_trust(job)
            listener.begun()
            order = Order(do="run", limits=limits or self.limits, job=job)
            answer = await self._processes.answer(order, listener)
            if len(answer) > SMALL:
                return await self._processes.read(answer)
        return await asyncio.to_thread(lambda: Written.of(read_trace(answer)))

    def _check_length(self, job: Job) -> None:
        length = len(job.source.encode("utf-8", "surrogatepass"))
        if length > self.limits.program:
            raise ProgramTooLong(TOO_LONG.format(length=length, limit=self.limits.program))

    def _check_trust(self, job: Job) -> None:
        if not job.trusted and not self.isolation.complete:
            raise NotIsolated(self.isolation.sentence)
