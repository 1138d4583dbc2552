"""Programs run in children of a warm zygote, which is replaced when it dies."""

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
    """Keeps one zygote, locking its children by the given layers."""

    def __init__(self, limits: Limits, layers: Iterable[str] = LAYERS) -> None:
        self.isolation = Isolation.unknown()
        self._limits = limits
        self._layers = tuple(layers)
        self._zygote: ZygoteHandle | None = None
        self._starting = asyncio.Lock()
        self._closed = False
        self._revival: asyncio.Task[None] | None = None

    @property
    def process(self) -> int | None:
        """The zygote's process, while it lives."""
        alive = self._zygote is not None and self._zygote.alive
        return self._zygote.process.pid if self._zygote and alive else None

    async def start(self) -> None:
        """Start a zygote, if none lives, and probe the locks. Raises `SandboxError`."""
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
        """End the zygote, and with it every run."""
        self._closed = True
        if self._zygote is not None:
            self._zygote.close()

    async def _living(self) -> ZygoteHandle:
        async with self._starting:
            if self._zygote is None or not self._zygote.alive:
                self._zygote = await ZygoteHandle.start(self._layers, died=self._died)
                self.isolation = await self._probe(self._zygote)
            return self._zygote

    async def _probe(self, zygote: ZygoteHandle) -> Isolation:
        order = Order(do="probe", limits=self._limits)
        return Isolation.found(zygote.layers, await supervise(zygote, order))

    def _died(self) -> None:
        """Another zygote, before anybody asks for it."""
        if not self._closed:
            self._revival = asyncio.create_task(self._revive())

    async def _revive(self) -> None:
        # Where it cannot be started, whoever asks next tries again and is told why.
        with contextlib.suppress(SandboxError):
            await self._living()
