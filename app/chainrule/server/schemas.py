"""The OpenAPI document: the documents' schemas come from the dataclasses that define them."""

from functools import cache
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from chainrule.layout import Layout
from chainrule.lessons import Lesson, Start
from chainrule.server.graph import Graph
from chainrule.trace import Trace, json_schema
from chainrule.why import Answer

__all__ = ["install", "response"]

DEFINITIONS, COMPONENTS = "#/$defs/", "#/components/schemas/"
DOCUMENTS: tuple[type, ...] = (Trace, Graph, Layout, Lesson, Start, Answer)
BRIEF = ("slug", "title", "summary", "group", "order", "raises")


def response(name: str, description: str, media_type: str = "application/json") -> dict[str, Any]:
    """A route's answer whose body is the document `name`."""
    content = {media_type: {"schema": {"$ref": f"{COMPONENTS}{name}"}}}
    return {"description": description, "content": content}


# What FastAPI describes its own errors by; ours are problem documents.
FOREIGN = ("HTTPValidationError", "ValidationError")
PROBLEM_CONTENT = {"application/problem+json": {"schema": {"$ref": f"{COMPONENTS}ProblemDocument"}}}
# What the guards answer, whatever the operation.
GUARDED = {
    "400": "The request cannot be read",
    "403": "It comes from another site's page",
    "408": "Its body came too slowly",
    "413": "Its body is too large",
    "415": "Its body is compressed",
    "421": "It is meant for another server",
    "429": "Too many came from this address",
    "503": "Too many connections are open, or the store does not answer",
    "507": "The store is full",
}
ALWAYS = ("400", "421", "503")
# Which operations need the token always; where one may be refused for want of it otherwise, some
# of what it does needs none. What takes the token itself is no such operation.
KEYED = "/api/runs"
UNLOCKED = ("/api/session",)
KEYS: list[dict[str, list[str]]] = [{"bearer": []}, {"cookie": []}]


def install(app: FastAPI, cookie: str) -> None:
    """Make `app.openapi` give the API's own description with the documents' schemas in it.

    `cookie` is the name of the one that a session is known by.
    """

    @cache
    def openapi() -> dict[str, Any]:
        document = get_openapi(
            title=app.title, version=app.version, summary=app.summary, routes=app.routes
        )
        schemas = document["components"]["schemas"]
        for name in FOREIGN:
            schemas.pop(name, None)
        schemas.update(definitions())
        document["components"]["securitySchemes"] = _schemes(cookie)
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                _told_truly(path, method, operation)
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def _schemes(cookie: str) -> dict[str, Any]:
    """The ways to show that one knows the token."""
    given = "What POST /api/session gives for the token"
    return {
        "bearer": {"type": "http", "scheme": "bearer", "description": "The server's token"},
        "cookie": {"type": "apiKey", "in": "cookie", "name": cookie, "description": given},
    }


def _told_truly(path: str, method: str, operation: dict[str, Any]) -> None:
    """Errors are problem documents, and the guards in front of every operation answer too."""
    responses = operation["responses"]
    for status, description in GUARDED.items():
        if status in ALWAYS or method != "get":
            responses.setdefault(status, {"description": description, "content": PROBLEM_CONTENT})
    for response in responses.values():
        schema = response.get("content", {}).get("application/json", {}).get("schema", {})
        if schema.get("$ref", "").rpartition("/")[2] in ("ProblemDocument", *FOREIGN):
            response["content"] = PROBLEM_CONTENT
    if path.startswith(KEYED):
        operation["security"] = KEYS
    elif "401" in responses and path not in UNLOCKED:
        operation["security"] = [{}, *KEYS]


@cache
def definitions() -> dict[str, Any]:
    """Every document's schema and those it refers to, where OpenAPI looks for them."""
    gathered: dict[str, Any] = {}
    for document in DOCUMENTS:
        gathered |= json_schema(document)["$defs"]
    moved: dict[str, Any] = _moved({**gathered, **_listed(gathered["Lesson"])})
    return moved


def _listed(lesson: dict[str, Any]) -> dict[str, Any]:
    """The list of lessons: each without its program and notes."""
    fields = {name: lesson["properties"][name] for name in BRIEF}
    item = {"type": "object", "properties": fields, "required": list(BRIEF)}
    starts = {"$ref": f"{DEFINITIONS}Start"}
    return {
        "Lessons": _list("lessons", item),
        "Starts": _list("starts", starts),
        "Schema": {"type": "object", "description": "A JSON Schema, draft 2020-12."},
    }


def _list(name: str, item: dict[str, Any]) -> dict[str, Any]:
    items = {"type": "array", "items": item}
    return {"type": "object", "properties": {name: items}, "required": [name]}


def _moved(schema: Any) -> Any:
    """The schema with its references pointing at OpenAPI's components."""
    if isinstance(schema, dict):
        return {name: _moved(each) for name, each in schema.items()}
    if isinstance(schema, list):
        return [_moved(each) for each in schema]
    if isinstance(schema, str) and schema.startswith(DEFINITIONS):
        return COMPONENTS + schema.removeprefix(DEFINITIONS)
    return schema
