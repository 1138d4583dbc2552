"""One run from outside: its pipes, its time, its end. Nothing here trusts the child."""

import asyncio
import codecs
import os
import signal
from collections.abc import Callable

from chainrule.sandbox.deaths import death
from chainrule.sandbox.errors import SandboxError, TookTooLong, TooMuchOutput, TraceTooLarge
from chainrule.sandbox.handle import Child, ZygoteHandle
from chainrule.sandbox.intake import Intake
from chainrule.sandbox.job import Limits
from chainrule.sandbox.order import Order
from chainrule.sandbox.stops import OUTPUT_STOP, TIME_STOP

__all__ = ["Hear", "supervise"]

Hear = Callable[[str], object]

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


async def supervise(zygote: ZygoteHandle, order: Order, hear: Hear | None = None) -> bytes:
    """The answer of a child to `order`. Raises `SandboxError`."""
    output, outputs_end = os.pipe()
    result, results_end = os.pipe()
    handed = (_sealed(order.to_json().encode("utf-8", "surrogatepass")), outputs_end, results_end)
    try:
        child = await zygote.fork(handed, order.limits)
    except BaseException:
        os.close(output)
        os.close(result)
        raise
    finally:
        for descriptor in handed:
            os.close(descriptor)
    supervisor = Supervisor(child, order.limits, output, result, hear)
    try:
        return await supervisor.outcome()
    finally:
        supervisor.close()


class Supervisor:
    """Watches one child: asks it to stop at a limit, and kills it if it does not."""

    def __init__(
        self, child: Child, limits: Limits, output: int, result: int, hear: Hear | None
    ) -> None:
        self._child = child
        self._limits = limits
        self._verdict: SandboxError | None = None
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._hear = hear
        self._output = Intake(output, limits.output, overflow=self._flooded, heard=self._heard)
        self._result = Intake(result, limits.result, overflow=self._outgrown)
        self._loop = asyncio.get_running_loop()
        self._timers = [self._loop.call_later(limits.seconds, self._time_is_up)]

    async def outcome(self) -> bytes:
        """What the child answered. Raises `SandboxError`."""
        # Shielded, for a cancelled run has not ended: its process is still to be killed.
        status = await asyncio.shield(self._child.ended)
        pipes = asyncio.gather(self._output.finished, self._result.finished)
        await asyncio.wait([pipes], timeout=SECONDS_TO_DRAIN)
        if self._verdict is not None:
            self._verdict.output = self._printed()
            raise self._verdict
        if status != 0 or not self._result.data:
            raise death(status, self._printed())
        return self._result.data

    def close(self) -> None:
        """Let go of everything; the child is killed if it still runs."""
        for timer in self._timers:
            timer.cancel()
        self._child.close()
        self._output.close()
        self._result.close()

    def _printed(self) -> str:
        return self._output.data.decode("utf-8", "replace")

    def _heard(self, chunk: bytes) -> None:
        if self._hear is not None:
            self._hear(self._decoder.decode(chunk))

    def _time_is_up(self) -> None:
        self._stop(TIME_STOP, TookTooLong(TOO_LONG.format(limits=self._limits)))

    def _flooded(self) -> None:
        self._stop(OUTPUT_STOP, TooMuchOutput(TOO_MUCH.format(limits=self._limits)))

    def _outgrown(self) -> None:
        self._kill(TraceTooLarge(TOO_LARGE.format(limits=self._limits)))

    def _stop(self, number: int, otherwise: SandboxError) -> None:
        """Interrupt the program; kill it if no trace has come after the grace."""
        self._child.signal(number)
        self._timers.append(self._loop.call_later(self._limits.grace, self._kill, otherwise))

    def _kill(self, verdict: SandboxError) -> None:
        if not self._child.ended.done():
            self._verdict = self._verdict or verdict
            self._child.signal(signal.SIGKILL)


def _sealed(data: bytes) -> int:
    """A descriptor from which `data` can be read; it is a file in memory without a name."""
    descriptor = os.memfd_create("order")
    os.write(descriptor, data)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor
