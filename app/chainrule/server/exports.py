"""Exports over REST: a trace, or a lesson's, as a file."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from functools import partial
from typing import Annotated, Any, TypeVar, get_args

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field, WithJsonSchema
from starlette.responses import StreamingResponse

from chainrule.export import FORMATS, PARAMETERS, Format, file_name
from chainrule.export.look import Fit, Overlay, Theme
from chainrule.export.wish import SIZES, SPEEDS
from chainrule.server.api import Slug, TraceId, lesson_called
from chainrule.server.caching import Representation, as_json, respond
from chainrule.server.clients import AnybodyOf
from chainrule.server.exporting import checked
from chainrule.server.problems import PROBLEM, Problem
from chainrule.server.running import hung_up
from chainrule.server.runs import Client
from chainrule.server.services import Services, ServicesOf
from chainrule.server.shared import News, Tell

__all__ = ["router"]

T = TypeVar("T")

router = APIRouter(prefix="/api")

# What is about the answer, not about the file.
OURS = ("progress", "download")
PROGRESS = "application/vnd.chainrule.progress"

FormatName = Annotated[
    str,
    Path(
        max_length=20,
        description=f"One of {', '.join(FORMATS)}",
        examples=["svg"],
        json_schema_extra={"enum": [*FORMATS]},
    ),
]


def _word(**schema: object) -> WithJsonSchema:
    """What the words of an option can be; the exports check them, with a sentence."""
    return WithJsonSchema(schema)


def _number(name: str) -> WithJsonSchema:
    least, most = {**SIZES, "speed": SPEEDS}[name]
    kind = "number" if name == "speed" else "integer"
    return _word(type=kind, minimum=least, maximum=most)


OVERLAY = f"({'|'.join(get_args(Overlay))})"
Themes = Annotated[str | None, _word(type="string", enum=[*get_args(Theme)])]
Width = Annotated[str | None, _number("width")]
Height = Annotated[str | None, _number("height")]
Speed = Annotated[str | None, _number("speed")]
Overlays = Annotated[str | None, _word(type="string", pattern=f"^{OVERLAY}(,{OVERLAY})*$")]
Fits = Annotated[str | None, _word(type="string", enum=[*get_args(Fit)])]


class Asked(BaseModel):
    """The options, all of them words; each problem tells what can be asked for."""

    step: str | None = Field(None, description=PARAMETERS["step"])
    first: str | None = Field(None, alias="from", description=PARAMETERS["from"])
    last: str | None = Field(None, alias="to", description=PARAMETERS["to"])
    theme: Themes = Field(None, description=PARAMETERS["theme"])
    width: Width = Field(None, description=PARAMETERS["width"])
    height: Height = Field(None, description=PARAMETERS["height"])
    speed: Speed = Field(None, description=PARAMETERS["speed"])
    show: Overlays = Field(None, description=PARAMETERS["show"])
    fit: Fits = Field(None, description=PARAMETERS["fit"])
    download: str | None = Field(None, description="1: as a file to keep, under a good name.")
    progress: str | None = Field(
        None,
        description="1: first lines of JSON, `{before}` while others have their turn and"
        " `{done, total}` that tell how far the work is; then"
        " a line `{length, type, name}` and the file's bytes, or a line `{problem}`.",
    )


class ExportFormat(BaseModel):
    """A format that there is."""

    suffix: str
    media_type: str
    says: str = Field(description="What the file holds, in words.")
    one: bool = Field(description="Whether it has room for a single step.")
    film: bool = Field(description="Whether it moves.")


class ExportFormats(BaseModel):
    """All of them."""

    formats: list[ExportFormat]


AskedFor = Annotated[Asked, Query()]
ANSWERS: dict[int | str, dict[str, Any]] = {
    404: PROBLEM,
    422: PROBLEM,
    429: PROBLEM,
    503: PROBLEM,
    200: {
        "description": "The file",
        "content": {row.media_type: {} for row in FORMATS.values()},
    },
}


@router.get("/exports", responses={200: {"model": ExportFormats}})
async def formats(request: Request) -> Response:
    """The formats that a trace can be exported to."""
    rows = [
        ExportFormat(
            suffix=row.suffix,
            media_type=row.media_type,
            says=row.says,
            one=row.one,
            film=row.film,
        ).model_dump()
        for row in FORMATS.values()
    ]
    return respond(request, as_json({"formats": rows}))


@router.get("/traces/{trace_id}/export/{format}", responses=ANSWERS, response_class=Response)
async def export_trace(
    request: Request,
    trace_id: TraceId,
    format: FormatName,
    asked: AskedFor,
    client: AnybodyOf,
    services: ServicesOf,
) -> Response:
    """The trace as a file, drawn as the page draws it. Who hangs up ends the work.

    Those who ask take turns; who has too many waiting is told when to try again.
    """
    return await _exported(request, trace_id, format, client, services)


@router.get("/lessons/{slug}/export/{format}", responses=ANSWERS, response_class=Response)
async def export_lesson(
    request: Request,
    slug: Slug,
    format: FormatName,
    asked: AskedFor,
    client: AnybodyOf,
    services: ServicesOf,
) -> Response:
    """The trace of a lesson as a file."""
    trace_id, _ = await services.recordings.of(lesson_called(slug))
    return await _exported(request, trace_id, format, client, services)


async def _exported(
    request: Request, trace_id: str, format: str, client: Client, services: Services
) -> Response:
    given = dict(request.query_params)
    words = {name: value for name, value in given.items() if name not in OURS}
    row = checked(format, words)
    name = file_name(await services.documents.title(trace_id), format, words.get("step"))
    services.exports.admit(trace_id, format, words, client)
    if given.get("progress") == "1":
        work = partial(services.exports.make, trace_id, format, words, client)
        answer = _told(work, row, name)
        return StreamingResponse(answer, media_type=PROGRESS, headers={"Cache-Control": "no-store"})
    found = await _unless_gone(request, services.exports.make(trace_id, format, words, client))
    # A page in one file has scripts of its own, which no page of this server may run.
    kept = given.get("download") == "1" or row.media_type == "text/html"
    how = "attachment" if kept else "inline"
    headers = {"Content-Disposition": f'{how}; filename="{name}"'}
    return respond(request, found, headers=headers)


async def _unless_gone(request: Request, work: Coroutine[None, None, T]) -> T:
    """What the work gives; a client that hangs up ends it."""
    task, gone = asyncio.create_task(work), asyncio.create_task(hung_up(request))
    try:
        await asyncio.wait([task, gone], return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise Problem(503, "The export was cancelled.")
        return task.result()
    finally:
        task.cancel()
        gone.cancel()
        await asyncio.wait([task, gone])


async def _told(
    work: Callable[[Tell], Coroutine[None, None, Representation]], row: Format, name: str
) -> AsyncIterator[bytes]:
    """Lines on how far the work is, then the file."""
    news: asyncio.Queue[News | None] = asyncio.Queue()
    task = asyncio.create_task(work(news.put_nowait))
    task.add_done_callback(lambda _: news.put_nowait(None))
    try:
        while (line := await news.get()) is not None:
            yield _line(line)
        try:
            content = task.result().content
        except Problem as problem:
            yield _line({"problem": problem.detail})
        else:
            yield _line({"length": len(content), "type": row.media_type, "name": name})
            yield content
    finally:
        task.cancel()
        await asyncio.wait([task])


def _line(document: object) -> bytes:
    return json.dumps(document).encode() + b"\n"
