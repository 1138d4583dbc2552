"""Whether the server is up, whether it is ready, and how it does."""

import asyncio
from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel
from starlette.responses import JSONResponse

from chainrule.server.clients import ClientOf, joined
from chainrule.server.problems import PROBLEM
from chainrule.server.services import ServicesOf
from chainrule.store import StoreError

__all__ = ["router"]

router = APIRouter()

METRICS = "text/plain; version=0.0.4; charset=utf-8"
NO_STORE = {"Cache-Control": "no-store"}


class Health(BaseModel):
    """The server answers."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """What has to be true for work to be sent here, and whether it is."""

    ready: bool
    store: bool
    sandbox: bool
    accepting: bool


@router.get("/healthz")
async def healthz() -> Health:
    """Answers as long as the server serves."""
    return Health()


@router.get("/readyz", responses={503: {"model": Readiness, "description": "Not ready"}})
async def readyz(services: ServicesOf) -> Readiness:
    """Whether a balancer should send work here: the store answers, programs can run, and the
    server is not about to stop.
    """
    isolation = services.programs.isolation
    checks = {
        "store": await _answers(services),
        "sandbox": isolation.known or not services.settings.warm,
        "accepting": services.runs.accepting,
    }
    found = Readiness(ready=all(checks.values()), **checks)
    return JSONResponse(found.model_dump(), 200 if found.ready else 503, NO_STORE)  # type: ignore[return-value]


async def _answers(services: ServicesOf) -> bool:
    try:
        await asyncio.to_thread(services.store.usage)
    except StoreError:
        return False
    return True


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}, "description": "Metrics"}, 401: PROBLEM},
)
async def metrics(services: ServicesOf, client: ClientOf) -> Response:
    """Counts and times in Prometheus's format; for others than this machine with the token."""
    if not services.settings.local:
        joined(client)
    return Response(services.metrics.text(), media_type=METRICS, headers=NO_STORE)
