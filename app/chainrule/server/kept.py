"""Keeping a trace for good, so that a link to it never ends."""

import asyncio
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from chainrule.server.api import TraceId
from chainrule.server.clients import JoinedOf
from chainrule.server.documents import no_trace
from chainrule.server.problems import PROBLEM
from chainrule.server.services import ServicesOf

__all__ = ["router"]

router = APIRouter(prefix="/api/traces")

REFUSED: dict[int | str, dict[str, Any]] = {401: PROBLEM, 404: PROBLEM, 507: PROBLEM}


class KeptTrace(BaseModel):
    """A trace that is never dropped, and how many bytes of such there are."""

    trace: str
    kept_bytes: int


@router.put("/{trace_id}/kept", responses=REFUSED)
async def keep(trace_id: TraceId, client: JoinedOf, services: ServicesOf) -> KeptTrace:
    """Keep the trace for good: its address is a link from now on. (Needs the token.)

    When the store is full, the other traces make room, those first that were longest unused.
    """
    if not await asyncio.to_thread(services.store.keep, trace_id):
        raise no_trace(trace_id)
    held = await asyncio.to_thread(services.store.usage)
    return KeptTrace(trace=trace_id, kept_bytes=held.kept)
