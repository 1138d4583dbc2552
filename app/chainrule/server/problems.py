"""Errors as application/problem+json (RFC 9457), each with a sentence."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Match, Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chainrule.markup import render
from chainrule.server.logs import event, log
from chainrule.server.observed import route_of
from chainrule.store import StoreError, StoreFull

__all__ = [
    "CRASHED",
    "KINDS",
    "PROBLEM",
    "Crashes",
    "Problem",
    "ProblemDocument",
    "install",
    "problem_response",
    "store_problem",
]

# What a body that can be one of several things is taken for; no part of where its fault is.
KINDS = ("a lesson", "a program")

CRASHED = "The server failed at this request; its log says where. Please report it."
NO_STORE = (
    "This server's store of traces does not answer; try again in a moment. Its log says why, to"
    " whoever runs it."
)
SENTENCES = {
    400: "The request cannot be read ({detail}); is its body JSON?",
    404: "There is nothing at {path}; / shows the first lesson and /docs lists the API.",
    405: "{method} is not possible at {path}; /docs lists what is.",
}


class ProblemDocument(BaseModel):
    """What every error answers with; the last three only where a program gave no trace."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(description="What is wrong and what to do, in a sentence.")
    reason: str | None = Field(default=None, description="What stopped the program, as one word.")
    hint: str | None = Field(default=None, description="What to try next.")
    output: str | None = Field(default=None, description="What the program had printed.")


PROBLEM: dict[str, Any] = {"model": ProblemDocument, "description": "What is wrong, in a sentence"}


class Problem(Exception):
    """An answer that says what is wrong; raised anywhere below a route.

    `more` are further members of its document.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers or {}
        self.more = more or {}

    @property
    def document(self) -> ProblemDocument:
        return problem_document(self.status, self.detail, **self.more)


def problem_document(status: int, detail: str, **more: str) -> ProblemDocument:
    """The document that says so."""
    title = HTTPStatus(status).phrase
    return ProblemDocument(type="about:blank", title=title, status=status, detail=detail, **more)


def problem_response(
    status: int, detail: str, headers: Mapping[str, str] | None = None, **more: str
) -> JSONResponse:
    """The problem document as a response that no cache keeps."""
    return JSONResponse(
        problem_document(status, detail, **more).model_dump(exclude_none=True),
        status,
        {"Cache-Control": "no-store", **(headers or {})},
        media_type="application/problem+json",
    )


def store_problem(error: StoreError) -> Problem:
    """The store has no room, or does not answer; why not is the operator's business."""
    if isinstance(error, StoreFull):
        return Problem(507, str(error))
    event("store", level=logging.ERROR, reason=str(error))
    return Problem(503, NO_STORE)


def install(app: FastAPI) -> None:
    """Make every error of `app` a problem document."""

    @app.exception_handler(Problem)
    async def on_problem(request: Request, problem: Problem) -> Response:
        return _answer(request, problem.status, problem.detail, problem.headers, **problem.more)

    @app.exception_handler(StoreError)
    async def on_store(request: Request, error: StoreError) -> Response:
        problem = store_problem(error)
        return _answer(request, problem.status, problem.detail)

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, error: HTTPException) -> Response:
        sentence = SENTENCES.get(error.status_code, "{detail}")
        detail = sentence.format(path=request.url.path, method=request.method, detail=error.detail)
        headers = dict(error.headers or {})
        if error.status_code == 405:
            headers["Allow"] = ", ".join(sorted(_methods(app, request.scope)))
        return _answer(request, error.status_code, detail, headers)

    @app.exception_handler(RequestValidationError)
    async def on_invalid(request: Request, error: RequestValidationError) -> Response:
        return problem_response(422, _invalid(error.errors()))


def _methods(app: FastAPI, scope: Scope) -> set[str]:
    """All that is possible at the path; a router tells those of its first route there."""
    routes = [each for each in app.routes if not isinstance(each, Mount)]  # that is of files

    def answers(method: str) -> bool:
        asked = {**scope, "method": method}
        return any(each.matches(asked)[0] is Match.FULL for each in routes)

    found = {method for method in ("GET", "POST", "PUT", "DELETE") if answers(method)} or {"GET"}
    return found | {"HEAD"} if "GET" in found else found


class Crashes:
    """Answers what nothing else did with 500, inside the guards so that theirs apply to it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception:
            if begun or scope["type"] != "http":
                raise
            log.exception("%s %s failed", scope["method"], route_of(scope))
            answer = _answer(Request(scope), 500, CRASHED)
            await answer(scope, receive, send)


def _answer(
    request: Request,
    status: int,
    detail: str,
    headers: Mapping[str, str] | None = None,
    **more: str,
) -> Response:
    """A page for who looks with a browser, the document for everybody else."""
    if "text/html" not in request.headers.get("accept", ""):
        return problem_response(status, detail, headers, **more)
    page = render("problem.html", title=HTTPStatus(status).phrase, detail=detail)
    return HTMLResponse(page, status, {"Cache-Control": "no-store", **(headers or {})})


def _invalid(errors: Sequence[Any]) -> str:
    first = errors[0]
    place = ".".join(str(part) for part in first["loc"] if part not in KINDS)
    return f"The request's {place} is not as expected: {first['msg']}; see /docs."
