"""Programs run each in a fresh process, with this process's own rights: for other systems."""

import asyncio
import json
import os
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import AsyncIterator
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from chainrule.sandbox.deaths import death
from chainrule.sandbox.errors import TookTooLong, TooMuchOutput, TraceTooLarge
from chainrule.sandbox.isolation import Isolation
from chainrule.sandbox.job import Job, Limits
from chainrule.sandbox.launch import command
from chainrule.sandbox.listener import Listener
from chainrule.sandbox.once import ONCE
from chainrule.sandbox.order import Order
from chainrule.sandbox.results import read_trace
from chainrule.sandbox.supervision import TOO_LARGE, TOO_LONG, TOO_MUCH
from chainrule.trace import Written

__all__ = ["Fresh"]

CHUNK = 65_536


class Fresh:
    """Nothing locks the programs in; they are killed at their limits."""

    def __init__(self) -> None:
        self.isolation = Isolation(layers=(), escapes=())

    async def start(self) -> None:
        """Nothing is kept warm."""

    def close(self) -> None:
        """Nothing is kept."""

    async def answer(self, order: Order, listener: Listener | None = None) -> bytes:
        """What the order's program leaves behind. Raises `SandboxError`."""
        with TemporaryDirectory(prefix="chainrule-", ignore_cleanup_errors=True) as folder:
            result = Path(folder, "trace.json")
            process = await _launch(order.job, Path(folder, "program.py"), result)
            try:
                printed = await _watch(process, order.limits, listener or Listener())
            finally:
                await _end(process)
            if not result.exists():
                raise death(process.returncode or 0, printed)
            if result.stat().st_size > order.limits.result:
                raise TraceTooLarge(TOO_LARGE.format(limits=order.limits), output=printed)
            return result.read_bytes()

    async def read(self, answer: bytes) -> Written:
        """The trace in a large answer. Raises `BrokenResult`."""
        return await asyncio.to_thread(lambda: Written.of(read_trace(answer)))


async def _launch(job: Job, program: Path, result: Path) -> Process:
    program.write_text(job.source, encoding="utf-8", errors="surrogatepass")
    what = {"title": job.title, "seed": job.seed, "options": asdict(job.options)}
    line = command(ONCE, str(os.getpid()), str(result), json.dumps(what), str(program))
    folder = os.fspath(program.parent)
    return await asyncio.create_subprocess_exec(
        *line, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT, cwd=folder, start_new_session=True
    )


async def _watch(process: Process, limits: Limits, listener: Listener) -> str:
    """What it printed until its end. Raises at a limit."""
    printed = ""
    try:
        async with asyncio.timeout(limits.seconds):
            async for chunk in _chunks(process):
                printed += chunk
                if len(printed) > limits.output:
                    raise TooMuchOutput(TOO_MUCH.format(limits=limits), output=printed)
                listener.printed(chunk)
            await process.wait()
    except TimeoutError:
        raise TookTooLong(TOO_LONG.format(limits=limits), output=printed) from None
    return printed


async def _end(process: Process) -> None:
    """Kill it if it still runs, and read what is left, so that its pipe is closed."""
    if process.returncode is None:
        process.kill()
    await process.communicate()


async def _chunks(process: Process) -> AsyncIterator[str]:
    assert process.stdout is not None
    while chunk := await process.stdout.read(CHUNK):
        yield chunk.decode("utf-8", "replace")
