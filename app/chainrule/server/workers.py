"""Child processes that work on trace documents, each job with a time limit."""

import asyncio
import json
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from dataclasses import dataclass

from chainrule.sandbox.launch import command

__all__ = ["NothingThere", "Refused", "Tell", "WorkFailed", "Workers"]

Tell = Callable[[int, int], None]
"""Told how much of how much is done."""

PATIENCE = 0.5
TOO_LONG = (
    "The {job} took more than {seconds:g} seconds; the graph is too large for this server"
    " ({setting})."
)


class WorkFailed(RuntimeError):
    """A job gave no answer; the message says why in a sentence."""


class NothingThere(WorkFailed):
    """The job was asked for a part that the trace does not have."""


class Refused(WorkFailed):
    """The job cannot be done as it was asked for."""


FAILURES: dict[str, type[WorkFailed]] = {"missing": NothingThere, "refused": Refused}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a job made, or why it could not be done."""

    body: bytes
    failure: str | None
    kind: str


class Workers:
    """At most `count` processes, started when they are first needed and kept.

    One that takes more than `seconds` is killed, since the native code it may be in listens to
    nothing else.
    """

    def __init__(self, count: int, seconds: float, setting: str = "CHAINRULE_WORK_SECONDS") -> None:
        self._places = asyncio.Semaphore(count)
        self._idle: list[Process] = []
        self._seconds = seconds
        self._setting = setting

    async def warm(self) -> None:
        """Start a process before anybody waits for it."""
        async with self._places:
            self._idle.append(await _start())

    async def work(
        self, job: str, document: bytes, tell: Tell | None = None, /, **arguments: str
    ) -> bytes:
        """The bytes that `job` makes of the trace document. Raises `WorkFailed`.

        Cancelled, it ends the process that is at work.
        """
        async with self._places:
            worker = self._living() or await _start()
            sound = False
            try:
                answer = _ask(worker, job, document, arguments, tell)
                answered = await asyncio.wait_for(answer, self._seconds)
                sound = True
            except TimeoutError:
                raise WorkFailed(
                    TOO_LONG.format(job=job, seconds=self._seconds, setting=self._setting)
                ) from None
            except (OSError, ValueError, asyncio.IncompleteReadError):
                raise WorkFailed(f"The process that makes the {job} ended; try again.") from None
            finally:
                if sound:
                    self._idle.append(worker)
                else:
                    await _stop(worker)
        if answered.failure is not None:
            raise FAILURES.get(answered.kind, WorkFailed)(answered.failure)
        return answered.body

    def _living(self) -> Process | None:
        """An idle process that has not ended meanwhile."""
        while self._idle:
            worker = self._idle.pop()
            if worker.returncode is None:
                return worker
        return None

    async def close(self) -> None:
        """End the processes."""
        while self._idle:
            await _stop(self._idle.pop())


async def _start() -> Process:
    # A session of its own: an interrupt at the terminal is the server's to handle.
    line = command("chainrule.server.worker", str(os.getpid()))
    return await asyncio.create_subprocess_exec(
        *line, stdin=PIPE, stdout=PIPE, start_new_session=True
    )


async def _stop(worker: Process) -> None:
    """End the process: by closing its input, and by force where that is not enough."""
    if worker.stdin is not None:
        worker.stdin.close()
    try:
        await asyncio.wait_for(worker.wait(), PATIENCE)
    except TimeoutError:
        worker.kill()
        await worker.wait()


async def _ask(
    worker: Process, job: str, document: bytes, arguments: dict[str, str], tell: Tell | None
) -> Answer:
    if worker.stdin is None or worker.stdout is None:
        raise OSError("it has no pipes")
    order = {"job": job, "arguments": arguments, "length": len(document)}
    worker.stdin.write(json.dumps(order).encode() + b"\n" + document)
    await worker.stdin.drain()
    while "length" not in (head := json.loads(await worker.stdout.readline())):
        if tell is not None:
            tell(head["done"], head["total"])
    body = await worker.stdout.readexactly(head["length"])
    return Answer(body=body, failure=head["failure"], kind=head["kind"])
