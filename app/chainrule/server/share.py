"""A page's address as a QR code, for who has a phone and not the keyboard."""

import io
from typing import Annotated

import segno
from fastapi import APIRouter, Query, Request, Response

from chainrule.server.caching import Representation, respond
from chainrule.server.problems import PROBLEM, Problem

__all__ = ["router"]

router = APIRouter(prefix="/api")

STARTS = ("/lessons/", "/t/", "/embed/", "/new#")
TOO_LONG = "This address is too long for a QR code; leave out what it says beside the step."


@router.get(
    "/qr.svg",
    responses={404: PROBLEM, 200: {"content": {"image/svg+xml": {}}}},
    response_class=Response,
)
async def qr(
    request: Request,
    path: Annotated[
        str,
        Query(max_length=1000, description="A page's path, with what follows ? and #"),
    ],
) -> Response:
    """The QR code of a page here; of other addresses there is none."""
    if path != "/" and not path.startswith(STARTS):
        raise Problem(404, f"{path[:80]!r} is not the path of a lesson, a trace or a program.")
    drawn = io.BytesIO()
    address = str(request.base_url).rstrip("/") + path
    try:
        code = segno.make(address, error="m", micro=False)
    except segno.DataOverflowError:
        raise Problem(422, TOO_LONG) from None
    code.save(
        drawn, kind="svg", scale=6, xmldecl=False, light="#fff", svgclass=None, lineclass=None
    )
    return respond(request, Representation(content=drawn.getvalue(), media_type="image/svg+xml"))
