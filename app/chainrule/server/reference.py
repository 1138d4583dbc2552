"""The OpenAPI document as its page reads it: operations with their parameters and answers."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

__all__ = ["Reference", "reference"]

COMPONENT = "#/components/schemas/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter in the path or the query."""

    name: str
    place: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A status and the document that comes with it."""

    status: str
    description: str
    schema: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A method of a path."""

    method: str
    path: str
    description: str
    parameters: tuple[Parameter, ...]
    body: str | None
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """A named document or a part of one, with its JSON Schema as text."""

    name: str
    description: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """All that the page shows."""

    title: str
    version: str
    operations: tuple[Operation, ...]
    schemas: tuple[Schema, ...]


def reference(openapi: dict[str, Any]) -> Reference:
    """What the page shows of the OpenAPI document."""
    schemas = openapi["components"]["schemas"]
    return Reference(
        title=openapi["info"]["title"],
        version=openapi["info"]["version"],
        operations=tuple(_operations(openapi["paths"])),
        schemas=tuple(_schema(name, schemas[name]) for name in sorted(schemas)),
    )


def _operations(paths: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in paths.items():
        for method, each in methods.items():
            yield Operation(
                method=method.upper(),
                path=path,
                description=each.get("description", each["summary"]),
                parameters=tuple(_parameter(one) for one in each.get("parameters", ())),
                body=_named(each["requestBody"]) if "requestBody" in each else None,
                answers=tuple(_answer(*one) for one in sorted(each["responses"].items())),
            )


def _parameter(parameter: dict[str, Any]) -> Parameter:
    return Parameter(
        name=parameter["name"],
        place=parameter["in"],
        required=parameter.get("required", False),
        description=parameter.get("description", ""),
    )


def _answer(status: str, answer: dict[str, Any]) -> Answer:
    return Answer(status=status, description=answer["description"], schema=_named(answer))


def _named(answer: dict[str, Any]) -> str | None:
    """The name of the schema that a body refers to, if it refers to one."""
    for content in answer.get("content", {}).values():
        name: str = content.get("schema", {}).get("$ref", "")
        return name.removeprefix(COMPONENT) or None
    return None


def _schema(name: str, schema: dict[str, Any]) -> Schema:
    text = json.dumps(schema, indent=2, ensure_ascii=False)
    return Schema(name=name, description=schema.get("description", ""), text=text)
