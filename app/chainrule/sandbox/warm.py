"""Programs run in children of a warm zygote; a copy of it stands by and takes over when it dies."""

import asyncio
import contextlib
import sys
from collections.abc import Iterable

from chainrule.sandbox.errors import BrokenResult, Lost, SandboxError, Unavailable
from chainrule.sandbox.handle import ZygoteHandle
from chainrule.sandbox.isolation import Isolation
from chainrule.sandbox.job import Limits
from chainrule.sandbox.layers import COLD, LAYERS
from chainrule.sandbox.listener import Listener
from chainrule.sandbox.order import Order
from chainrule.sandbox.reading import READING, UNREADABLE, reported
from chainrule.sandbox.supervision import supervise
from chainrule.trace import Written

__all__ = ["Warm", "isolation_here"]


class Warm:
    """Keeps one zygote, locking its children by the given layers, and a spare one.

    Importing PyTorch takes seconds, many on a busy machine; a copy is there already, and its memory
    is the first one's until one of them writes to it. It is made once the first one has imported
    everything, which waits for a quiet moment after the start.
    """

    def __init__(self, limits: Limits, layers: Iterable[str] = LAYERS) -> None:
        self.isolation = Isolation.unknown()
        self._limits = limits
        self._layers = tuple(layers)
        self._zygote: ZygoteHandle | None = None
        self._spare: ZygoteHandle | None = None
        self._starting = asyncio.Lock()
        self._copying = asyncio.Lock()
        self._closed = False
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def process(self) -> int | None:
        """The zygote's process, while it lives."""
        return self._zygote.process.pid if self._zygote and self._zygote.alive else None

    @property
    def spare(self) -> int | None:
        """The process that would take over."""
        return self._spare.process.pid if self._spare and self._spare.alive else None

    async def start(self) -> None:
        """Start a zygote, if none lives, and probe the locks. Raises `SandboxError`.

        The spare one follows in a quiet moment.
        """
        await self._living()

    async def answer(self, order: Order, listener: Listener | None = None) -> bytes:
        """What a child answers to the order. Raises `SandboxError`."""
        return await supervise(await self._living(), order, listener)

    async def read(self, answer: bytes) -> Written:
        """The trace in a large answer, read by another child. Raises `SandboxError`."""
        order = Order(do="read", limits=READING, payload=answer)
        try:
            return await asyncio.to_thread(reported, await self.answer(order))
        except (Lost, Unavailable, BrokenResult):
            raise
        except SandboxError:
            raise BrokenResult(UNREADABLE) from None

    def close(self) -> None:
        """End the zygotes, and with them every run."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        for zygote in (self._zygote, self._spare):
            if zygote is not None:
                zygote.close()

    async def _living(self) -> ZygoteHandle:
        async with self._starting:
            if self._zygote is None or not self._zygote.alive:
                self._zygote = await self._next()
            return self._zygote

    async def _next(self) -> ZygoteHandle:
        """The spare one; it locks its children as the one did that it was copied from."""
        spare, self._spare = self._spare, None
        if spare is not None and spare.alive:
            return spare
        self._zygote = await ZygoteHandle.start(self._layers, died=self._have_two)
        self.isolation = await _probed(self._zygote, self._limits)
        self._have_two()
        return self._zygote

    def _have_two(self) -> None:
        """Have a zygote and a spare one, before anybody asks for them."""
        if not self._closed:
            having = asyncio.create_task(self._copied())
            self._tasks.add(having)
            having.add_done_callback(self._tasks.discard)

    async def _copied(self) -> None:
        # Without a spare one, the next death takes longer to get over; nothing else is lost. Where
        # none can be started, whoever asks next tries again and is told why.
        async with self._copying:
            with contextlib.suppress(SandboxError):
                zygote = await self._living()
                if self.spare is None:
                    self._spare = await zygote.copy(died=self._have_two)


async def isolation_here() -> Isolation:
    """How well a program would be locked in, tried without PyTorch. Raises `SandboxError`."""
    if sys.platform != "linux":
        return Isolation(layers=(), escapes=())
    zygote = await ZygoteHandle.start((*LAYERS, COLD), died=lambda: None)
    try:
        return await _probed(zygote, Limits())
    finally:
        zygote.close()


async def _probed(zygote: ZygoteHandle, limits: Limits) -> Isolation:
    order = Order(do="probe", limits=limits)
    return Isolation.found(zygote.layers, await supervise(zygote, order))
