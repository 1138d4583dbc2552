"""The processes that lay graphs out: their limit, their death, their end."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from chainrule.server.workers import NothingThere, Workers, WorkFailed
from chainrule.trace import Trace


@asynccontextmanager
async def pool(count: int = 1, seconds: float = 30.0) -> AsyncIterator[Workers]:
    workers = Workers(count, seconds)
    await workers.warm()
    try:
        yield workers
    finally:
        await workers.close()


def running(test: Callable[[bytes], Awaitable[None]]) -> Callable[[Trace], None]:
    """A test that runs in a loop of its own, with a trace document."""

    def run(recorded: Trace) -> None:
        asyncio.run(asyncio.wait_for(test(recorded.to_json().encode()), 60))

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


def pids(workers: Workers) -> list[int]:
    return [each.pid for each in workers._idle]


@running
async def test_a_process_does_one_job_after_another(document: bytes) -> None:
    async with pool() as workers:
        before = pids(workers)
        first, second = [await workers.work("graph", document) for _ in range(2)]
        assert first == second
        assert json.loads(first)["trace"] == json.loads(document)["id"]
        assert pids(workers) == before


@running
async def test_jobs_at_once_share_the_processes(document: bytes) -> None:
    async with pool(count=2) as workers:
        jobs = [workers.work("graph", document) for _ in range(6)]
        assert len(set(await asyncio.gather(*jobs))) == 1
        assert len(pids(workers)) == 2


@running
async def test_one_that_does_not_answer_in_time_is_killed_and_replaced(document: bytes) -> None:
    async with pool(seconds=0.2) as workers:
        (stuck,) = pids(workers)
        os.kill(stuck, signal.SIGSTOP)
        with pytest.raises(WorkFailed, match=r"took more than 0\.2 seconds"):
            await workers.work("graph", document)
        with pytest.raises(ProcessLookupError):
            os.kill(stuck, 0)
        workers._seconds = 30.0
        assert json.loads(await workers.work("graph", document))


@running
async def test_one_that_dies_is_replaced(document: bytes) -> None:
    async with pool() as workers:
        (doomed,) = pids(workers)
        os.kill(doomed, signal.SIGKILL)
        while workers._idle[0].returncode is None:
            await asyncio.sleep(0.01)
        assert json.loads(await workers.work("graph", document))
        assert pids(workers) != [doomed]


@running
async def test_one_that_dies_at_work_is_a_sentence(document: bytes) -> None:
    async with pool() as workers:
        (doomed,) = pids(workers)
        os.kill(doomed, signal.SIGSTOP)
        job = asyncio.create_task(workers.work("graph", document))
        await asyncio.sleep(0.05)
        os.kill(doomed, signal.SIGKILL)
        with pytest.raises(WorkFailed, match="ended; try again"):
            await job


@running
async def test_what_a_job_cannot_do_is_a_sentence_and_costs_no_process(document: bytes) -> None:
    async with pool() as workers:
        before = pids(workers)
        with pytest.raises(WorkFailed, match=r"The graph failed: NotATrace: This is no JSON"):
            await workers.work("graph", document[:100])
        assert json.loads(await workers.work("graph", document))
        assert pids(workers) == before


@running
async def test_a_part_that_is_not_there_is_told_from_a_failure(document: bytes) -> None:
    async with pool() as workers:
        with pytest.raises(NothingThere, match="There is no tensor 10000; the trace has"):
            await workers.work("why", document, tensor="10000", step="")


@running
async def test_a_job_that_nobody_waits_for_any_more_is_stopped(document: bytes) -> None:
    async with pool() as workers:
        (stuck,) = pids(workers)
        os.kill(stuck, signal.SIGSTOP)
        job = asyncio.create_task(workers.work("graph", document))
        await asyncio.sleep(0.05)
        job.cancel()
        with pytest.raises(asyncio.CancelledError):
            await job
        with pytest.raises(ProcessLookupError):
            os.kill(stuck, 0)


@running
async def test_none_is_left_at_the_end(document: bytes) -> None:
    async with pool(count=2) as workers:
        await asyncio.gather(*(workers.work("graph", document) for _ in range(2)))
        left = pids(workers)
    for pid in left:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
