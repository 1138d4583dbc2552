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


def response(name: str, description: str) -> dict[str, Any]:
    """A route's answer whose body is the document `name`."""
    content = {"application/json": {"schema": {"$ref": f"{COMPONENTS}{name}"}}}
    return {"description": description, "content": content}


def install(app: FastAPI) -> None:
    """Make `app.openapi` give the API's own description with the documents' schemas in it."""

    @cache
    def openapi() -> dict[str, Any]:
        document = get_openapi(
            title=app.title, version=app.version, summary=app.summary, routes=app.routes
        )
        document["components"]["schemas"].update(definitions())
        return document

    app.openapi = openapi  # type: ignore[method-assign]


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
