"""Programs in, traces out: the one thing that the server knows of the sandbox."""

import asyncio
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from chainrule.sandbox.errors import NotIsolated, ProgramTooLong
from chainrule.sandbox.handle import ZygoteHandle
from chainrule.sandbox.isolation import Isolation
from chainrule.sandbox.job import Job, Limits
from chainrule.sandbox.layers import LAYERS
from chainrule.sandbox.order import Order
from chainrule.sandbox.results import read_trace
from chainrule.sandbox.supervision import Hear, supervise
from chainrule.sandbox.turns import Turns
from chainrule.trace import Trace

__all__ = ["Listener", "Runner"]

TOO_LONG = "The program is {length} bytes long, and at most {limit} are taken."
PROBE = Job(source="", trusted=True)


def _nobody(_: object) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Who waits for a run: called with the number of runs before it, and with what it prints."""

    position: Callable[[int], object] = _nobody
    printed: Hear = _nobody


class Runner:
    """Runs programs, each in a locked process of its own that a warm zygote forks.

    `async with Runner() as runner: trace = await runner.run(Job(source="…"))`. Cancelling a run
    kills its process. A zygote that dies is replaced.
    """

    def __init__(
        self,
        *,
        limits: Limits | None = None,
        places: int | None = None,
        layers: Iterable[str] = LAYERS,
    ) -> None:
        self.limits = limits or Limits()
        self._layers = tuple(layers)
        self._turns = Turns(places or max(2, os.cpu_count() or 1))
        self._zygote: ZygoteHandle | None = None
        self._starting = asyncio.Lock()
        self._isolation: Isolation | None = None

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
        """How well programs are locked in, known from `start` on."""
        return self._isolation or Isolation(layers=(), escapes=(), works=False)

    @property
    def waiting(self) -> int:
        """How many runs wait for a place."""
        return self._turns.waiting

    async def start(self) -> None:
        """Warm the zygote and probe its locks. Raises `Unavailable`."""
        await self._warm()

    async def close(self) -> None:
        """End the zygote and every run."""
        if self._zygote is not None:
            self._zygote.close()

    async def run(self, job: Job, *, client: str = "", listener: Listener | None = None) -> Trace:
        """The trace of the job's program. Raises `SandboxError`.

        Runs of one `client` wait for each other before they hold up anybody else's.
        """
        self._check_length(job)
        listener = listener or Listener()
        async with self._turns.turn(client, listener.position):
            zygote = await self._warm()
            self._check_trust(job)
            order = Order(do="run", limits=self.limits, job=job)
            answer = await supervise(zygote, order, listener.printed)
        return await asyncio.to_thread(read_trace, answer)

    async def _warm(self) -> ZygoteHandle:
        """The living zygote, started if there is none."""
        async with self._starting:
            if self._zygote is None or not self._zygote.alive:
                self._zygote = await ZygoteHandle.start(self._layers)
                self._isolation = await self._probe(self._zygote)
            return self._zygote

    async def _probe(self, zygote: ZygoteHandle) -> Isolation:
        order = Order(do="probe", limits=self.limits, job=PROBE)
        return Isolation.found(zygote.layers, await supervise(zygote, order))

    def _check_length(self, job: Job) -> None:
        length = len(job.source.encode("utf-8", "surrogatepass"))
        if length > self.limits.program:
            raise ProgramTooLong(TOO_LONG.format(length=length, limit=self.limits.program))

    def _check_trust(self, job: Job) -> None:
        if not job.trusted and not self.isolation.complete:
            raise NotIsolated(self.isolation.sentence)
