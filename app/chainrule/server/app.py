"""The FastAPI application, put together."""

from importlib.metadata import version

from fastapi import FastAPI
from starlette_compress import CompressMiddleware, add_compress_type

from chainrule.assets import STATIC
from chainrule.server import (
    api,
    embeds,
    exports,
    health,
    joined,
    kept,
    oembed,
    pages,
    problems,
    rules,
    running,
    schemas,
    session,
    share,
)
from chainrule.server.bodies import Bodies
from chainrule.server.caching import EncodedTags
from chainrule.server.files import Files
from chainrule.server.guards import HostGuard, OriginGuard, SecurityHeaders
from chainrule.server.heads import Heads
from chainrule.server.lifetime import Recorder, lifetime, sandboxed
from chainrule.server.metrics import Metrics
from chainrule.server.observed import Observed
from chainrule.server.rates import ChangeRate, Rate
from chainrule.server.settings import EVERYWHERE, Settings
from chainrule.server.tokens import Token
from chainrule.store import Store

__all__ = ["create_app"]


def create_app(
    settings: Settings | None = None,
    *,
    store: Store | None = None,
    recorder: Recorder | None = None,
) -> FastAPI:
    """A server; without settings, store or recorder of its own, the environment's."""
    chosen = settings or Settings()
    metrics, token = Metrics(), Token(chosen.secret)
    app = FastAPI(
        title="chainrule",
        summary="The forward and backward pass of a real PyTorch program, step by step",
        version=version("chainrule"),
        lifespan=lifetime(chosen, token, metrics, store, recorder or sandboxed(chosen)),
        docs_url=None,
        redoc_url=None,
    )
    app.include_router(api.router)
    app.include_router(kept.router)
    app.include_router(running.router)
    app.include_router(session.router)
    app.include_router(rules.router)
    app.include_router(health.router)
    app.include_router(pages.router)
    app.include_router(joined.router)
    app.include_router(embeds.router)
    app.include_router(exports.router)
    app.include_router(oembed.router)
    app.include_router(share.router)
    app.mount("/static", Files(directory=STATIC), name="static")
    problems.install(app)
    schemas.install(app, token.cookie)
    _guard(app, chosen, metrics)
    return app


def _guard(app: FastAPI, settings: Settings, metrics: Metrics) -> None:
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
    app.add_middleware(Observed, metrics=metrics)
