"""Who asks: a browser by its cookie, a script by the token itself, anybody by an address."""

from typing import Annotated

from fastapi import Depends, Request

from chainrule.server.problems import Problem
from chainrule.server.runs import Client
from chainrule.server.services import ServicesOf

__all__ = ["AnybodyOf", "ClientOf", "JoinedOf", "client_of", "joined"]

BEARER = "bearer "
STRANGER = (
    "Running a program needs this server's token. Open the address that the server printed when"
    " it started (it ends in #token=…), or send the header Authorization: Bearer TOKEN."
)


async def client_of(request: Request, services: ServicesOf) -> Client | None:
    """Who asks, where it has shown that it knows the token."""
    token = services.token
    address = request.client.host if request.client else ""
    scheme = request.headers.get("authorization", "")
    if scheme[: len(BEARER)].lower() == BEARER and token.opens(scheme[len(BEARER) :].strip()):
        return Client(name=f"at {address}", address=address, alone=False)
    name = token.client(request.cookies.get(token.cookie, ""))
    return None if name is None else Client(name=name, address=address, alone=True)


ClientOf = Annotated[Client | None, Depends(client_of)]


async def _anybody(request: Request, client: ClientOf) -> Client:
    """Who asks; a stranger is known by the address alone."""
    address = request.client.host if request.client else ""
    return client or Client(name=f"at {address}", address=address, alone=False)


AnybodyOf = Annotated[Client, Depends(_anybody)]


async def _joined(client: ClientOf) -> Client:
    return joined(client)


def joined(client: Client | None) -> Client:
    """Who asks. Raises a `Problem` where it may not run programs."""
    if client is None:
        raise Problem(401, STRANGER, headers={"WWW-Authenticate": "Bearer"})
    return client


JoinedOf = Annotated[Client, Depends(_joined)]
