"""oEmbed: what another site puts in the place of a link to a lesson, a trace or a step."""

from html import escape
from typing import Annotated
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from chainrule.lessons import LESSONS
from chainrule.server.caching import as_json, respond
from chainrule.server.embeds import OEMBED, opened
from chainrule.server.problems import PROBLEM, Problem
from chainrule.server.services import ServicesOf

__all__ = ["router"]

router = APIRouter()

WIDTH, HEIGHT = 960, 540
THUMBNAIL = (640, 360)
DRAWN = ("step", "theme", "show")
PLACES = ("lessons", "t", "embed")
NO_FRAMES = (
    "This server's pages may be shown in nobody's frame (CHAINRULE_FRAME_ANCESTORS); link to it"
    " instead."
)


class Rich(BaseModel):
    """An oEmbed response of the type `rich`."""

    type: str = "rich"
    version: str = "1.0"
    title: str
    provider_name: str = "chainrule"
    provider_url: str
    html: str
    width: int
    height: int
    thumbnail_url: str
    thumbnail_width: int = THUMBNAIL[0]
    thumbnail_height: int = THUMBNAIL[1]
    cache_age: int = 3600


@router.get(OEMBED, responses={200: {"model": Rich}, 401: PROBLEM, 404: PROBLEM, 501: PROBLEM})
async def oembed(
    request: Request,
    services: ServicesOf,
    url: Annotated[str, Query(max_length=4000, description="The address of a page here")],
    # Another one is answered by 501, as oEmbed has it.
    format: Annotated[str, Query(max_length=20, json_schema_extra={"enum": ["json"]})] = "json",
    maxwidth: Annotated[int, Query(ge=1, description="In pixels")] = WIDTH,
    maxheight: Annotated[int, Query(ge=1, description="In pixels")] = HEIGHT,
) -> Response:
    """The frame that shows a page of this server elsewhere; `step` may follow # or ?."""
    if format != "json":
        raise Problem(501, f"This server gives oEmbed as json, not as {format!r}.")
    if services.settings.frame_ancestors == "'none'":
        raise Problem(401, NO_FRAMES)
    # A class's server is called by its address, which no list of names has.
    name, words = _place(url, services.settings.hosts | {request.url.hostname or ""})
    trace_id, _ = await opened(name, services)
    title = await services.documents.title(trace_id)
    base = str(request.base_url)
    width = min(maxwidth, maxheight * WIDTH // HEIGHT, WIDTH)
    height = width * HEIGHT // WIDTH
    picture = {key: word for key, word in words.items() if key in DRAWN}
    picture |= {"width": str(THUMBNAIL[0]), "height": str(THUMBNAIL[1])}
    rich = Rich(
        title=title,
        provider_url=base,
        html=_frame(f"{base}embed/{name}", words, title, width, height),
        width=width,
        height=height,
        thumbnail_url=f"{base}embed/{name}/poster.png?{urlencode(picture)}",
    )
    return respond(request, as_json(rich.model_dump()))


def _place(url: str, hosts: frozenset[str]) -> tuple[str, dict[str, str]]:
    """The lesson or trace that an address leads to, and its parameters. Raises a `Problem`."""
    try:
        parts = urlsplit(url)
        ours = parts.scheme in ("http", "https") and parts.hostname in hosts
    except ValueError:
        ours = False
    if not ours:
        raise Problem(404, f"{url[:120]!r} is no address of this server.")
    words: dict[str, str] = dict([*parse_qsl(parts.query), *parse_qsl(parts.fragment)])
    path = parts.path.strip("/").split("/")
    if path == [""]:
        return LESSONS[0].slug, words
    if len(path) == 2 and path[0] in PLACES:
        return path[1], words
    raise Problem(404, f"{parts.path[:120]!r} shows neither a lesson nor a trace.")


def _frame(address: str, words: dict[str, str], title: str, width: int, height: int) -> str:
    place = f"{address}#{urlencode(words, safe=',')}" if words else address
    return (
        f'<iframe src="{escape(place)}" title="{escape(title)}" width="{width}"'
        f' height="{height}" style="border: 0" loading="lazy" allowfullscreen></iframe>'
    )
