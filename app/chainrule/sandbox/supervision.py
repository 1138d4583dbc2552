"""One run from outside: its pipes, its time, its end. Nothing here trusts the child."""

import asyncio
import codecs
import os
import signal
from collections.abc import Iterable
from typing import NamedTuple

from chainrule.sandbox.deaths import NO_LOCK, death
from chainrule.sandbox.errors import (
    SandboxError,
    TookTooLong,
    TooMuchOutput,
    TraceTooLarge,
    Unavailable,
)
from chainrule.sandbox.handle import Child, ZygoteHandle
from chainrule.sandbox.intake import Intake
from chainrule.sandbox.job import Limits
from chainrule.sandbox.listener import Listener
from chainrule.sandbox.notes import LONGEST, Notes
from chainrule.sandbox.order import Order, write_all
from chainrule.sandbox.stops import OUTPUT_STOP, TIME_STOP

__all__ = ["supervise"]

TOO_LONG = (
    "The program was still running after {limits.seconds:g} s and did not react to being"
    " stopped; is there an endless loop, or one very large operation?"
)
TOO_MUCH = "The program printed over {limits.output} bytes and did not react to being stopped."
TOO_LARGE = (
    "The program's trace is larger than {limits.result} bytes; record fewer iterations, smaller"
    " tensors, or only statistics of the values."
)

# After a child's end its pipes still hold what it wrote last.
SECONDS_TO_DRAIN = 5.0


class Ends(NamedTuple):
    """The server's ends of a child's pipes."""

    output: int
    result: int
    notes: int


async def supervise(zygote: ZygoteHandle, order: Order, listener: Listener | None = None) -> bytes:
    """The answer of a child to `order`. Raises `SandboxError`."""
    pipes = [os.pipe() for _ in Ends._fields]
    ours = Ends(*(pipe[0] for pipe in pipes))
    handed = (_in_memory(order.to_bytes()), *(pipe[1] for pipe in pipes))
    try:
        child = await zygote.fork(handed, order.limits)
    except BaseException:
        _close(ours)
        raise
    finally:
        _close(handed)
    supervisor = Supervisor(child, order.limits, ours, listener or Listener())
    try:
        return await supervisor.outcome()
    finally:
        supervisor.close()


class Supervisor:
    """Watches one child: asks it to stop at a limit, and kills it if it does not."""

    def __init__(self, child: Child, limits: Limits, ends: Ends, listener: Listener) -> None:
        self._child = child
        self._limits = limits
        self._verdict: SandboxError | None = None
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._printed_to = listener.printed
        self._told = Notes(listener.recorded, self._reacted)
        self._output = Intake(ends.output, limits.output, overflow=self._flooded, heard=self._heard)
        self._result = Intake(ends.result, limits.result, overflow=self._outgrown)
        self._notes = Intake(ends.notes, LONGEST, overflow=lambda: None, heard=self._told.hear)
        self._loop = asyncio.get_running_loop()
        self._otherwise: SandboxError | None = None
        self._writing = False
        self._end = self._loop.call_later(limits.seconds, self._time_is_up)

    async def outcome(self) -> bytes:
        """What the child answered. Raises `SandboxError`."""
        # Shielded, for a cancelled run has not ended: its process is still to be killed.
        status = await asyncio.shield(self._child.ended)
        pipes = (each.finished for each in (self._output, self._result, self._notes))
        await asyncio.wait([asyncio.gather(*pipes)], timeout=SECONDS_TO_DRAIN)
        if self._verdict is not None:
            self._verdict.output = self._printed()
            raise self._verdict
        if not self._told.locked:
            raise Unavailable(NO_LOCK, output=self._printed())
        if status != 0 or not self._result.data:
            raise death(status, self._printed())
        return self._result.data

    def close(self) -> None:
        """Let go of everything; the child is killed if it still runs."""
        self._end.cancel()
        self._child.close()
        self._output.close()
        self._result.close()
        self._notes.close()

    def _printed(self) -> str:
        return self._output.data.decode("utf-8", "replace")

    def _heard(self, chunk: bytes) -> None:
        self._printed_to(self._decoder.decode(chunk))

    def _time_is_up(self) -> None:
        self._stop(TIME_STOP, TookTooLong(TOO_LONG.format(limits=self._limits)))

    def _flooded(self) -> None:
        self._stop(OUTPUT_STOP, TooMuchOutput(TOO_MUCH.format(limits=self._limits)))

    def _outgrown(self) -> None:
        self._kill(TraceTooLarge(TOO_LARGE.format(limits=self._limits)))

    def _stop(self, number: int, otherwise: SandboxError) -> None:
        """Interrupt the program; kill it if it does not react within the grace."""
        if self._otherwise is None:
            self._otherwise = otherwise
            self._child.signal(number)
            self._kill_after(self._limits.grace)

    def _reacted(self) -> None:
        """It writes its trace, which may take a while; it says so once."""
        if self._otherwise is not None and not self._writing:
            self._writing = True
            self._kill_after(self._limits.writing)

    def _kill_after(self, seconds: float) -> None:
        self._end.cancel()
        self._end = self._loop.call_later(seconds, self._kill, self._otherwise)

    def _kill(self, verdict: SandboxError | None) -> None:
        if not self._child.ended.done():
            self._verdict = self._verdict or verdict
            self._child.signal(signal.SIGKILL)


def _in_memory(data: bytes) -> int:
    """A descriptor from which `data` can be read; it is a file in memory without a name."""
    descriptor = os.memfd_create("order")
    write_all(descriptor, data)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def _close(descriptors: Iterable[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)
