"""Exchanging the token of the printed address for a cookie that no script can read."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from chainrule.server.clients import ClientOf
from chainrule.server.problems import PROBLEM, Problem
from chainrule.server.services import ServicesOf

__all__ = ["router"]

router = APIRouter(prefix="/api/session")

WRONG = "This is not the server's token; it is in the address that the server printed last."


class Join(BaseModel):
    """The token, as it stands in the printed address after `#token=`."""

    model_config = ConfigDict(extra="forbid", strict=True)

    token: str = Field(max_length=200)


class Session(BaseModel):
    """What the asker may do here.

    `joined`: run programs. `isolated`: programs are locked in; where they are not, they run with
    the rights of who started the server; null while that is being found out. `sentence` says
    which, in words.
    """

    joined: bool
    isolated: bool | None
    sentence: str


@router.get("")
async def session(
    response: Response,
    services: ServicesOf,
    client: ClientOf,
) -> Session:
    """Whether the asker may run programs, and how well they are locked in."""
    response.headers["Cache-Control"] = "no-store"
    return _session(services, joined=client is not None)


@router.post("", responses={401: PROBLEM})
async def join(
    request: Request,
    response: Response,
    order: Join,
    services: ServicesOf,
    client: ClientOf,
) -> Session:
    """Let a browser run programs: it gets a cookie, and keeps the one that it has."""
    token = services.token
    if not token.opens(order.token):
        raise Problem(401, WRONG)
    if client is None:
        response.set_cookie(
            token.cookie,
            token.admit(),
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
    response.headers["Cache-Control"] = "no-store"
    return _session(services, joined=True)


def _session(services: ServicesOf, *, joined: bool) -> Session:
    isolation = services.programs.isolation
    isolated = isolation.complete if isolation.known else None
    return Session(joined=joined, isolated=isolated, sentence=isolation.sentence)
