"""The REST API under /api."""

from typing import Annotated, Literal

from fastapi import APIRouter, Body, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from chainrule.lessons import LESSONS, STARTS, Lesson, find
from chainrule.sandbox import SandboxError
from chainrule.server.caching import REVALIDATE, Representation, as_json, respond
from chainrule.server.clients import ClientOf, joined
from chainrule.server.problems import KINDS, PROBLEM, Problem
from chainrule.server.programs import NewProgram
from chainrule.server.running import REFUSED, begun, run_to_its_end
from chainrule.server.schemas import BRIEF, response
from chainrule.server.services import Services, ServicesOf
from chainrule.trace import encode, json_schema

__all__ = ["lesson_called", "router"]

LESSON, PROGRAM = KINDS
SCHEMA_JSON = "application/schema+json"

router = APIRouter(prefix="/api")

TraceId = Annotated[str, Path(max_length=80, description="The trace's id")]
Slug = Annotated[str, Path(max_length=80, description="The lesson's name")]


class NewLesson(BaseModel):
    """A lesson to run."""

    model_config = ConfigDict(extra="forbid", strict=True)

    lesson: str = Field(max_length=80, description="A lesson's slug", examples=[LESSONS[0].slug])


def _kind(order: object) -> str:
    """Which of the two an order means to be."""
    program = isinstance(order, NewProgram) or (isinstance(order, dict) and "program" in order)
    return PROGRAM if program else LESSON


NewTrace = Annotated[
    Annotated[NewLesson, Tag(LESSON)] | Annotated[NewProgram, Tag(PROGRAM)],
    Discriminator(_kind),
    Body(),
]


def lesson_called(slug: str) -> Lesson:
    """The lesson. Raises a `Problem` that names those that there are."""
    lesson = find(slug)
    if lesson is None:
        known = ", ".join(each.slug for each in LESSONS)
        raise Problem(404, f"There is no lesson {slug[:80]!r}; the lessons are {known}.")
    return lesson


@router.get("/lessons", responses={200: response("Lessons", "The lessons, in their order")})
async def lessons(request: Request) -> Response:
    """All lessons, without their programs."""
    brief = [{name: getattr(each, name) for name in BRIEF} for each in LESSONS]
    return respond(request, as_json({"lessons": brief}))


@router.get("/starts", responses={200: response("Starts", "Programs to begin with")})
async def starts(request: Request) -> Response:
    """Programs to begin one's own with."""
    return respond(request, as_json({"starts": [encode(each) for each in STARTS]}))


@router.get("/lessons/{slug}", responses={404: PROBLEM, 200: response("Lesson", "The lesson")})
async def lesson(request: Request, slug: Slug) -> Response:
    """One lesson: its program, and what to say at which step."""
    return respond(request, as_json(encode(lesson_called(slug))))


@router.post(
    "/traces",
    status_code=201,
    responses={
        **REFUSED,
        404: PROBLEM,
        200: response("Trace", "It was made before"),
        201: response("Trace", "It was made by this request"),
    },
)
async def new_trace(
    request: Request, order: NewTrace, services: ServicesOf, client: ClientOf
) -> Response:
    """The trace of a lesson, or of a program (which needs the token).

    It is recorded at the first request, and the same one afterwards. The answer waits for the
    run; who hangs up cancels it. A program that raised, or was stopped at a limit, has a trace up
    to there.
    """
    if isinstance(order, NewLesson):
        trace_id, made = await _of_lesson(services, order)
    else:
        run = await begun(services, order, joined(client))
        trace_id, made = await run_to_its_end(request, services, run), not run.known
    document = await services.documents.trace(trace_id)
    place = {"Location": f"/api/traces/{trace_id}", "Cache-Control": REVALIDATE}
    document = await services.documents.encoded(request, document)
    return respond(request, document, status=201 if made else 200, headers=place)


async def _send(request: Request, services: Services, document: Representation) -> Response:
    return respond(request, await services.documents.encoded(request, document))


async def _of_lesson(services: Services, order: NewLesson) -> tuple[str, bool]:
    wanted = lesson_called(order.lesson)
    try:
        return await services.recordings.of(wanted)
    except SandboxError as error:
        raise Problem(503, f"The lesson gave no trace: {error}") from error


@router.get(
    "/traces/{trace_id}", responses={404: PROBLEM, 200: response("Trace", "The trace document")}
)
async def trace(request: Request, trace_id: TraceId, services: ServicesOf) -> Response:
    """The trace document: one run, recorded once, never changed."""
    return await _send(request, services, await services.documents.trace(trace_id))


@router.get(
    "/traces/{trace_id}/graph",
    responses={404: PROBLEM, 503: PROBLEM, 200: response("Graph", "The graph")},
)
async def graph(request: Request, trace_id: TraceId, services: ServicesOf) -> Response:
    """The graph as `grad_fn` and `next_functions` link it, each node with its two halves."""
    return await _send(request, services, await services.documents.derived("graph", trace_id))


@router.get(
    "/traces/{trace_id}/layout",
    responses={404: PROBLEM, 503: PROBLEM, 200: response("Layout", "The layout")},
)
async def layout(
    request: Request,
    trace_id: TraceId,
    services: ServicesOf,
    direction: Annotated[Literal["lr", "tb"], Query(description="The flow's direction")] = "lr",
    medium: Annotated[Literal["page", "slide"], Query(description="What it is shown on")] = "page",
) -> Response:
    """Where everything stands in the pictures of the trace."""
    found = await services.documents.derived("layout", trace_id, direction=direction, medium=medium)
    return await _send(request, services, found)


@router.get(
    "/traces/{trace_id}/why",
    responses={404: PROBLEM, 503: PROBLEM, 200: response("Answer", "The answer")},
)
async def why(
    request: Request,
    trace_id: TraceId,
    services: ServicesOf,
    tensor: Annotated[int, Query(ge=0, description="The tensor's index in the trace")],
    step: Annotated[int | None, Query(ge=-1, description="After which step; the last one")] = None,
) -> Response:
    """Why the gradient of a tensor is None, or zero, or what it is."""
    asked = {"tensor": str(tensor), "step": "" if step is None else str(step)}
    return respond(request, await services.documents.derived("why", trace_id, **asked))


@router.get(
    "/schema/trace",
    response_class=Response,
    responses={200: response("Schema", "JSON Schema, draft 2020-12", SCHEMA_JSON)},
)
async def trace_schema(request: Request) -> Response:
    """The JSON Schema of the trace document."""
    content = as_json(json_schema()).content
    return respond(request, Representation(content=content, media_type=SCHEMA_JSON))
