"""From a server's start to its end: what it works with, and what is let go in which order."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from fastapi import FastAPI

from chainrule.sandbox import Runner, SandboxError
from chainrule.server import joined
from chainrule.server.documents import Documents
from chainrule.server.exporting import Exports
from chainrule.server.logs import event
from chainrule.server.metrics import Metrics, watch_the_loop
from chainrule.server.noticeboard import Noticeboard
from chainrule.server.programs import Programs, Records
from chainrule.server.recordings import Recordings
from chainrule.server.runs import Runs
from chainrule.server.services import Services
from chainrule.server.settings import Settings
from chainrule.server.tokens import Token
from chainrule.server.workers import Workers
from chainrule.store import Store

__all__ = ["Recorder", "lifetime", "sandboxed"]

# How a server comes by what records programs, for as long as it runs.
Recorder = Callable[[], AbstractAsyncContextManager[Records]]


def lifetime(
    settings: Settings, token: Token, metrics: Metrics, store: Store | None, recorder: Recorder
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """What FastAPI runs the app inside of."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            app.state.services = await _services(stack, settings, token, metrics, store, recorder)
            _leave_alone_what_is_there()
            event("started", host=settings.host, port=settings.port)
            yield
            event("stopping")

    return lifespan


async def _services(
    stack: AsyncExitStack,
    settings: Settings,
    token: Token,
    metrics: Metrics,
    store: Store | None,
    recorder: Recorder,
) -> Services:
    """What the server works with; `stack` lets go of it, the last first."""
    kept = store or stack.enter_context(Store(settings.store, settings.budget))
    workers, exporters = _workers(settings)
    stack.push_async_callback(workers.close)
    stack.push_async_callback(exporters.close)
    documents = Documents(kept, workers)
    runner = await stack.enter_async_context(recorder())
    programs = Programs(kept, runner, trusted=settings.local)
    runs = Runs(programs, metrics, queue=settings.queue, per_address=settings.runs_per_address)
    noticeboard = Noticeboard(kept.board, runs) if settings.store else None
    if noticeboard is not None:
        await stack.enter_async_context(noticeboard.kept())
    stack.push_async_callback(runs.close, settings.drain)
    stack.enter_context(watch_the_loop(metrics))
    services = Services(
        settings=settings,
        store=kept,
        documents=documents,
        exports=Exports(
            documents,
            exporters,
            places=settings.layout_processes,
            per_address=settings.exports_per_address,
        ),
        recordings=Recordings(kept, runner),
        programs=programs,
        runs=runs,
        noticeboard=noticeboard,
        token=token,
        metrics=metrics,
    )
    if settings.warm:
        warming = asyncio.create_task(_warm(runner, workers, metrics))
        stack.push_async_callback(_cancelled, warming)
    return services


def _workers(settings: Settings) -> tuple[Workers, Workers]:
    """Those for layouts and the like, and those for exports."""
    count = settings.layout_processes
    exporters = Workers(count, settings.export_seconds, "CHAINRULE_EXPORT_SECONDS")
    return Workers(count, settings.work_seconds), exporters


def _leave_alone_what_is_there() -> None:
    """What is there by now stays: the collector need not look at it again and again, while
    everybody waits.
    """
    gc.collect()
    gc.freeze()


async def _warm(runner: Records, workers: Workers, metrics: Metrics) -> None:
    """While the first pages are already served: what lays out beside what runs programs, since the
    page of a file needs no run, and the first lesson needs both.

    A run that comes early waits for it, and says so where it could not be started.
    """
    await asyncio.gather(_start(runner, metrics), workers.warm())
    await asyncio.to_thread(joined.warm)


async def _start(runner: Records, metrics: Metrics) -> None:
    try:
        await runner.start()
    except SandboxError as error:
        event("sandbox", level=logging.ERROR, ready=False, reason=str(error))
        return
    isolation = runner.isolation
    metrics.isolated.set(isolation.complete)
    event("sandbox", ready=True, isolated=isolation.complete, sentence=isolation.sentence)


async def _cancelled(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.wait([task])


def sandboxed(settings: Settings) -> Recorder:
    """The sandbox's runner."""

    @asynccontextmanager
    async def recorder() -> AsyncIterator[Records]:
        runner = Runner(places=settings.places)
        try:
            yield runner
        finally:
            await runner.close()

    return recorder
