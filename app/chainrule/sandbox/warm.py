"""Programs run in children of a warm zygote; a copy of it stands by and takes over when it dies."""

import asyncio
import contextlib
from collections.abc import Iterable

from chainrule.sandbox.errors import BrokenResult, Lost, SandboxError, Unavailable
from chainrule.sandbox.handle import ZygoteHandle
from chainrule.sandbox.isolation import Isolation
from chainrule.sandbox.job import Limits
from chainrule.sandbox.layers import LAYERS
from chainrule.sandbox.listener import Listener
from chainrule.sandbox.order import Order
from chainrule.sandbox.reading import READING, UNREADABLE, reported
from chainrule.sandbox.supervision import supervise
from chainrule.trace import Written

__all__ = ["Warm"]


class Warm:
    """Keeps one zygote, locking its children by the given layers, and a spare one.

    Importing PyTorch takes seconds, many on a busy machine; a copy is there already, and its memory
    is the first one's until one of them writes to it.
    """

    def __init__(self, limits: Limits, layers: Iterable[str] = LAYERS) -> None:
        self.isolation = Isolation.unknown()
        self._limits = limits
        self._layers = tuple(layers)
        self._zygote: ZygoteHandle | None = None
        self._spare: ZygoteHandle | None = None
        self._starting = asyncio.Lock()
        self._closed = False
        self._revivals: set[asyncio.Task[None]] = set()

    @property
    def process(self) -> int | None:
        """The zygote's process, while it lives."""
        return self._zygote.process.pid if self._zygote and self._zygote.alive else None

    @property
    def spare(self) -> int | None:
        """The process that would take over."""
        return self._spare.process.pid if self._spare and self._spare.alive else None

    async def start(self) -> None:
        """Start a zygote, if none lives, probe the locks and copy it. Raises `SandboxError`."""
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
        for revival in self._revivals:
            revival.cancel()
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
        self._zygote = await ZygoteHandle.start(self._layers, died=self._died)
        self.isolation = await self._probe(self._zygote)
        await self._copy(self._zygote)
        return self._zygote

    async def _copy(self, zygote: ZygoteHandle) -> None:
        # Without a spare one, the next death takes longer to get over; nothing else is lost.
        if self.spare is None:
            with contextlib.suppress(SandboxError):
                self._spare = await zygote.copy(died=self._died)

    async def _probe(self, zygote: ZygoteHandle) -> Isolation:
        order = Order(do="probe", limits=self._limits)
        return Isolation.found(zygote.layers, await supervise(zygote, order))

    def _died(self) -> None:
        """Another zygote, and another spare one, before anybody asks for it."""
        if not self._closed:
            revival = asyncio.create_task(self._revive())
            self._revivals.add(revival)
            revival.add_done_callback(self._revivals.discard)

    async def _revive(self) -> None:
        # Where it cannot be started, whoever asks next tries again and is told why.
        with contextlib.suppress(SandboxError):
            zygote = await self._living()
            async with self._starting:
                await self._copy(zygote)
