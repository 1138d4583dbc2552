"""The pages: the player on a lesson or a trace, and the API's documentation."""

from dataclasses import asdict, dataclass
from itertools import groupby

from fastapi import APIRouter, Request, Response

from chainrule.lessons import LESSONS, PAIRS
from chainrule.markup import render
from chainrule.server.api import TraceId, lesson_called
from chainrule.server.caching import Representation, respond
from chainrule.server.embeds import discovery
from chainrule.server.reference import reference
from chainrule.server.rules import ADDRESS
from chainrule.server.services import ServicesOf

__all__ = ["Boot", "Page", "router"]

NEW = "Your program"

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The lesson that another one may be shown beside, and what to see in it."""

    slug: str
    title: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A lesson in the page's list of them."""

    slug: str
    title: str
    group: str


ENTRIES = tuple(Entry(slug=each.slug, title=each.title, group=each.group) for each in LESSONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Boot:
    """What the page's script is told to open, and what else there is.

    `told` is the lesson whose notes belong to the trace.
    """

    lesson: str | None = None
    trace: str | None = None
    told: str | None = None
    pairs: tuple[Beside, ...] = ()
    lessons: tuple[Entry, ...] = ENTRIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What `page.html` is given; `boot` goes into it by `{{ boot | tojson }}`.

    `rules` is the address that gives derivative rules.
    """

    title: str
    summary: str
    boot: Boot
    rules: str = ADDRESS


@router.get("/")
async def first(request: Request) -> Response:
    """The first lesson."""
    return _lesson(request, LESSONS[0].slug)


@router.get("/lessons")
async def overview(request: Request) -> Response:
    """Every lesson in its group, and the pairs to see side by side."""
    grouped = groupby(LESSONS, key=lambda lesson: lesson.group)
    groups = [{"title": title, "lessons": list(members)} for title, members in grouped]
    return _html(request, render("lessons.html", groups=groups, pairs=PAIRS))


@router.get("/lessons/{slug}")
async def lesson(request: Request, slug: str) -> Response:
    """The player on a lesson."""
    return _lesson(request, slug)


@router.get("/new")
async def new(request: Request) -> Response:
    """The player on nothing yet, with the editor open."""
    return _page(request, Page(title=NEW, summary="", boot=Boot()))


@router.get("/t/{trace_id}")
async def trace(request: Request, trace_id: TraceId, services: ServicesOf) -> Response:
    """The player on a trace."""
    title = await services.documents.title(trace_id)
    lesson = await services.recordings.lesson_of(trace_id)
    boot = Boot(trace=trace_id, told=lesson.slug if lesson else None)
    return _page(request, Page(title=title, summary="", boot=boot))


@router.get("/docs")
async def docs(request: Request) -> Response:
    """The API, described from its OpenAPI document."""
    return _html(request, render("docs.html", reference=reference(request.app.openapi())))


def _lesson(request: Request, slug: str) -> Response:
    found = lesson_called(slug)
    boot = Boot(lesson=found.slug, pairs=_beside(found.slug))
    return _page(request, Page(title=found.title, summary=found.summary, boot=boot))


def _beside(slug: str) -> tuple[Beside, ...]:
    """The other lesson of every pair that this one is in."""
    return tuple(
        Beside(
            slug=pair.right if pair.left == slug else pair.left,
            title=pair.title,
            summary=pair.summary,
        )
        for pair in PAIRS
        if slug in (pair.left, pair.right)
    )


def _page(request: Request, page: Page) -> Response:
    return _html(request, render("page.html", **asdict(page), oembed=discovery(request)))


def _html(request: Request, text: str) -> Response:
    return respond(request, Representation(content=text.encode(), media_type="text/html"))
