"""`/embed/…`: a page for somebody else's frame, with its documents inside it.

It asks nothing of the server but public files, so it can be locked in: it has no origin, sends no
cookie and may connect to nothing.
"""

import json
from dataclasses import asdict, dataclass
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from chainrule.export.narration import told
from chainrule.layout import Direction, Medium
from chainrule.lessons import Lesson, find
from chainrule.markup import inside_script, render
from chainrule.server.caching import Representation, respond
from chainrule.server.problems import Problem
from chainrule.server.services import Services, ServicesOf

__all__ = ["OEMBED", "discovery", "opened", "router"]

router = APIRouter(include_in_schema=False)

OEMBED = "/oembed"
Name = Annotated[str, Path(max_length=80, description="A lesson's slug, or a trace's id")]
DIRECTIONS: dict[str, Direction] = {"lr": "lr", "tb": "tb"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Boot:
    """How the embedded page starts: who may speak to it, and what its address leaves open.

    `elsewhere`: the server gives the page with another layout under another address. `twin` names
    the run beside this one, as it was asked for.
    """

    hosts: list[str]
    options: str = ""
    elsewhere: bool = True
    twin: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Which layout is wanted."""

    direction: Direction
    medium: Medium


@router.get("/embed/{name}")
async def embed(
    request: Request,
    name: Name,
    services: ServicesOf,
    dir: str = "lr",
    slide: str = "1",
    twin: str = "",
) -> Response:
    """The player on a lesson or a trace, for a frame."""
    trace_id, lesson = await opened(name, services)
    title = await services.documents.title(trace_id)
    medium = Shown(direction=DIRECTIONS.get(dir, "lr"), medium=_medium(slide))
    documents = {
        name: inside_script(text)
        for name, text in (await _documents(services, trace_id, medium, lesson)).items()
    }
    if twin:
        documents["beside"] = inside_script(await _beside(services, twin, medium))
    hosts = services.settings.frame_ancestors.split()
    page = render(
        "embed.html",
        title=title,
        oembed=discovery(request),
        boot=asdict(Boot(hosts=hosts, twin=twin or None)),
        documents=documents,
    )
    return respond(request, Representation(content=page.encode(), media_type="text/html"))


@router.get("/embed/{name}/poster.png")
async def poster(request: Request, name: Name, services: ServicesOf) -> Response:
    """The picture of a step, for who shows the page later: where the trace's pictures are made."""
    trace_id, _ = await opened(name, services)
    place = f"/api/traces/{quote(trace_id, safe='')}/export/png"
    # What each looker's system would choose, a picture is not.
    asked = [pair for pair in request.query_params.multi_items() if pair != ("theme", "auto")]
    return RedirectResponse(f"{place}?{urlencode(asked)}".rstrip("?"), 307)


def discovery(request: Request) -> str:
    """The address that tells other sites how to embed the page that is asked for."""
    base = str(request.base_url).rstrip("/")
    return f"{base}{OEMBED}?{urlencode({'url': f'{base}{request.url.path}'})}"


async def opened(name: str, services: Services) -> tuple[str, Lesson | None]:
    """The id of the trace that a lesson's slug or a trace's id names, and the lesson it is of."""
    lesson = find(name)
    if lesson is None:
        return name, await services.recordings.lesson_of(name)
    return (await services.recordings.of(lesson))[0], lesson


async def _documents(
    services: Services, trace_id: str, shown: Shown, lesson: Lesson | None
) -> dict[str, str]:
    """What the page reads as JSON, under the names by which it does."""
    documents = services.documents
    trace = await documents.trace(trace_id)
    layout = await documents.derived("layout", trace_id, **asdict(shown))
    rules = await documents.derived("rules", trace_id)
    return {
        "trace": trace.content.decode(),
        "layouts": f"[{layout.content.decode()}]",
        "rules": rules.content.decode(),
        "lesson": json.dumps(told(lesson)),
    }


async def _beside(services: Services, name: str, shown: Shown) -> str:
    """The same of the run that is shown beside it, or why there is none: the page itself stays."""
    try:
        trace_id, lesson = await opened(name, services)
        texts = await _documents(services, trace_id, shown, lesson)
    except Problem as problem:
        return json.dumps({"problem": problem.detail})
    texts["layout"] = texts.pop("layouts")[1:-1]
    members = ",".join(f"{json.dumps(name)}:{text}" for name, text in texts.items())
    return f"{{{members}}}"


def _medium(slide: str) -> Medium:
    """As the page reads `slide`."""
    return "page" if slide in {"", "0", "false", "off"} else "slide"
