"""What the routes work with, made when the server starts and closed when it stops."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from chainrule.server.documents import Documents
from chainrule.server.exporting import Exports
from chainrule.server.metrics import Metrics
from chainrule.server.noticeboard import Noticeboard
from chainrule.server.programs import Programs
from chainrule.server.recordings import Recordings
from chainrule.server.runs import Runs
from chainrule.server.settings import Settings
from chainrule.server.tokens import Token
from chainrule.store import Store

__all__ = ["Services", "ServicesOf"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """One server's; it has a noticeboard where it may share its store with others."""

    settings: Settings
    store: Store
    documents: Documents
    exports: Exports
    recordings: Recordings
    programs: Programs
    runs: Runs
    noticeboard: Noticeboard | None
    token: Token
    metrics: Metrics


# Asynchronous, like every dependency here: FastAPI sends others through a thread each time.
async def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


ServicesOf = Annotated[Services, Depends(_services)]
