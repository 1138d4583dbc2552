"""The FastAPI application, put together."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from starlette_compress import CompressMiddleware, add_compress_type

from chainrule.assets import STATIC
from chainrule.sandbox import Runner
from chainrule.server import (
    api,
    embeds,
    health,
    joined,
    pages,
    problems,
    rules,
    running,
    schemas,
    session,
)
from chainrule.server.bodies import Bodies
from chainrule.server.caching import EncodedTags
from chainrule.server.documents import Documents
from chainrule.server.files import Files
from chainrule.server.guards import HostGuard, OriginGuard, SecurityHeaders
from chainrule.server.heads import Heads
from chainrule.server.programs import Programs, Records
from chainrule.server.rates import ChangeRate, Rate
from chainrule.server.recordings import Recordings
from chainrule.server.runs import Runs
from chainrule.server.services import Services
from chainrule.server.settings import EVERYWHERE, Settings
from chainrule.server.tokens import Token
from chainrule.server.workers import Workers
from chainrule.store import Store

__all__ = ["create_app"]

# How a server comes by what records programs, for as long as it runs.
Recorder = Callable[[], AbstractAsyncContextManager[Records]]


def create_app(
    settings: Settings | None = None,
    *,
    store: Store | None = None,
    recorder: Recorder | None = None,
) -> FastAPI:
    """A server; without settings, store or recorder of its own, the environment's."""
    chosen = settings or Settings()
    app = FastAPI(
        title="chainrule",
        summary="The forward and backward pass of a real PyTorch program, step by step",
        version=version("chainrule"),
        lifespan=_lifespan(chosen, store, recorder or sandboxed(chosen.warm)),
        docs_url=None,
        redoc_url=None,
    )
    app.include_router(api.router)
    app.include_router(running.router)
    app.include_router(session.router)
    app.include_router(rules.router)
    app.include_router(health.router)
    app.include_router(pages.router)
    app.include_router(joined.router)
    app.include_router(embeds.router)
    app.mount("/static", Files(directory=STATIC), name="static")
    problems.install(app)
    schemas.install(app)
    _guard(app, chosen)
    return app


def _guard(app: FastAPI, settings: Settings) -> None:
    """What a request passes on its way in, innermost first."""
    add_compress_type("application/problem+json")
    add_compress_type("application/schema+json")
    app.add_middleware(problems.Crashes)
    app.add_middleware(CompressMiddleware)
    app.add_middleware(EncodedTags)
    app.add_middleware(Bodies, limit=settings.max_body, seconds=settings.patience)
    app.add_middleware(Heads)
    app.add_middleware(OriginGuard)
    app.add_middleware(ChangeRate, rate=Rate(settings.changes_per_second, settings.changes_at_once))
    everywhere = settings.host in EVERYWHERE
    app.add_middleware(HostGuard, hosts=settings.hosts, everywhere=everywhere)
    app.add_middleware(SecurityHeaders, frame_ancestors=settings.frame_ancestors)


def _lifespan(
    settings: Settings, store: Store | None, recorder: Recorder
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    token = Token(settings.secret)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            kept = store or stack.enter_context(Store(settings.store, settings.budget))
            workers = Workers(settings.workers, settings.work_seconds)
            stack.push_async_callback(workers.close)
            runner = await stack.enter_async_context(recorder())
            programs = Programs(kept, runner, trusted=settings.local)
            runs = Runs(programs, queue=settings.queue, per_address=settings.runs_per_address)
            stack.push_async_callback(runs.close)
            app.state.services = Services(
                settings=settings,
                documents=Documents(kept, workers),
                recordings=Recordings(kept, runner),
                programs=programs,
                runs=runs,
                token=token,
            )
            if settings.warm:
                joining = asyncio.create_task(asyncio.to_thread(joined.warm))
                stack.push_async_callback(asyncio.wait, [joining])
                await workers.warm()
            yield

    return lifespan


def sandboxed(warm: bool) -> Recorder:
    """The sandbox's runner, warmed while the first pages are already served.

    A run that comes early waits for it, and says so where it could not be started.
    """

    @asynccontextmanager
    async def recorder() -> AsyncIterator[Records]:
        runner = Runner()
        warming = asyncio.create_task(runner.start() if warm else asyncio.sleep(0))
        try:
            yield runner
        finally:
            warming.cancel()
            await asyncio.wait([warming])
            await runner.close()

    return recorder
