"""The server's side of a zygote: starting it, asking it for children, hearing of their ends."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from itertools import count
from typing import Any, Protocol, Self, TypeVar

from chainrule.sandbox.channel import Channel, Message, pair
from chainrule.sandbox.copied import Copied
from chainrule.sandbox.errors import Lost, Unavailable
from chainrule.sandbox.job import Limits
from chainrule.sandbox.launched import launched

__all__ = ["Child", "ZygoteHandle"]

T = TypeVar("T")

SECONDS_TO_WARM_UP = 120.0
SECONDS_TO_FORK = 20.0

LOST = "The process that runs programs died during this run, so its trace is lost; run it again."
LATE = "The process that runs programs took over {seconds:g} s to get ready; is the machine busy?"
STILLBORN = "The process that runs programs could not start; its reason is in the server's log."


@dataclass(slots=True, kw_only=True)
class Child:
    """A running child: how to signal it, and its exit status once it has ended."""

    process: int | None = None
    pidfd: int | None = None
    started: asyncio.Future[None] = field(default_factory=lambda: future())
    ended: asyncio.Future[int] = field(default_factory=lambda: future())

    def signal(self, number: int) -> None:
        """Send a signal, if it still runs."""
        if self.pidfd is not None and not self.ended.done():
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.pidfd, number)

    def close(self) -> None:
        """Kill it if it still runs, and forget it."""
        self.signal(signal.SIGKILL)
        if self.pidfd is not None:
            os.close(self.pidfd)
            self.pidfd = None


class Process(Protocol):
    """A zygote's: started by this one, or copied."""

    @property
    def pid(self) -> int: ...

    def kill(self) -> None: ...

    def wait(self) -> object: ...


class ZygoteHandle:
    """A zygote. It takes orders once it is ready; `warm` is done once all is imported, and fails
    where it dies before.
    """

    def __init__(self, channel: Channel, process: Process, died: Callable[[], object]) -> None:
        self.process = process
        self._died = died
        self.layers: tuple[str, ...] = ()
        self.warm: asyncio.Future[None] = future()
        self._ready: asyncio.Future[None] = future()
        self._channel = channel
        self._children: dict[int, Child] = {}
        self._numbers = count()
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(channel.fileno(), self._hear)

    @classmethod
    async def start(cls, layers: Iterable[str], died: Callable[[], object]) -> Self:
        """A zygote that takes orders; `died` is called if it ends later. Raises `Unavailable`."""
        begun = launched(layers)
        zygote = cls(begun.channel, begun.process, died)
        await zygote._until_ready(SECONDS_TO_WARM_UP)
        return zygote

    async def copy(self, died: Callable[[], object]) -> "ZygoteHandle":
        """Another zygote, forked from this one once it is warm, that does not die with it.

        `died` is called if it ends later. Raises `Unavailable`.
        """
        await asyncio.shield(self.warm)
        ours, theirs = pair()
        copied = Copied()
        zygote = ZygoteHandle(ours, copied, died)
        _settle(zygote.warm, None)
        with contextlib.suppress(OSError):  # this one is dead: so will be the copy's channel
            self._channel.send({"copy": True}, [theirs.fileno()])
        theirs.close()
        await zygote._until_ready(SECONDS_TO_FORK)
        return zygote

    @property
    def alive(self) -> bool:
        return self._channel.fileno() >= 0

    async def fork(self, descriptors: Sequence[int], limits: Limits) -> Child:
        """A child that got the descriptors (order, output, result). Raises `Lost`."""
        if not self.alive:
            raise Lost(LOST)
        number, child = next(self._numbers), Child()
        self._children[number] = child
        try:
            self._channel.send({"run": number, "limits": asdict(limits)}, descriptors)
            async with asyncio.timeout(SECONDS_TO_FORK):
                await asyncio.shield(child.started)
        except (OSError, TimeoutError):
            self.close()
            raise Lost(LOST) from None
        except asyncio.CancelledError:
            child.started.add_done_callback(lambda _: child.close())
            raise
        return child

    async def _until_ready(self, seconds: float) -> None:
        try:
            # Not `wait_for`, which loses a cancellation that comes together with the answer.
            async with asyncio.timeout(seconds):
                await self._ready
        except TimeoutError:
            self.close()
            raise Unavailable(LATE.format(seconds=seconds)) from None
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the zygote, and with it its children."""
        if not self.alive:
            return
        self.process.kill()
        self._loop.remove_reader(self._channel.fileno())
        self._channel.close()
        self._loop.run_in_executor(None, self.process.wait)
        for child in self._children.values():
            _fail(child.started, Lost(LOST))
            _fail(child.ended, Lost(LOST))
        self._children.clear()
        if self._ready.done():
            self._died()
        _fail(self._ready, Unavailable(STILLBORN))
        _fail(self.warm, Unavailable(STILLBORN))

    def _hear(self) -> None:
        message = self._channel.receive()
        if message is None:
            self.close()
        elif "ready" in message.body:
            self.layers = tuple(message.body["layers"])
            if isinstance(self.process, Copied):
                self.process.appear(message.body["ready"], *message.descriptors)
            _settle(self._ready, None)
        elif "warm" in message.body:
            _settle(self.warm, None)
        else:
            self._hear_of_child(message)

    def _hear_of_child(self, message: Message) -> None:
        child = self._children[message.body["run"]]
        if "started" in message.body:
            child.process = message.body["started"]
            (child.pidfd,) = message.descriptors
            _settle(child.started, None)
        else:
            del self._children[message.body["run"]]
            _settle(child.ended, message.body["ended"])


def future() -> "asyncio.Future[Any]":
    """A future of the running loop."""
    return asyncio.get_running_loop().create_future()


def _settle(future: "asyncio.Future[T]", value: T) -> None:
    if not future.done():
        future.set_result(value)


def _fail(future: "asyncio.Future[T]", error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
        future.exception()  # it may be that nobody waits any more
