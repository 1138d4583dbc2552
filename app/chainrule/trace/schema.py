"""The JSON Schema of the trace document, generated from the model."""

import dataclasses
import types
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from chainrule.trace.document import Trace
from chainrule.trace.migrate import FORMAT, VERSION
from chainrule.trace.model import Scalar

__all__ = ["json_schema"]

PLAIN = {str: "string", int: "integer", bool: "boolean", type(None): "null"}
NOT_FINITE = {"enum": ["nan", "inf", "-inf"]}
SCALAR: dict[str, Any] = {
    "description": "A number; nan, inf, -inf and larger integers as strings; complex: [re, im]",
    "anyOf": [
        {"type": ["number", "boolean"]},
        {"type": "string", "pattern": "^(nan|-?inf|-?[0-9]{1,40})$"},
        {"type": "array", "items": {"type": ["number", "string"]}, "minItems": 2, "maxItems": 2},
    ],
}


def json_schema(root: type = Trace) -> dict[str, Any]:
    """The schema (draft 2020-12) of `root`, each dataclass under `$defs`."""
    definitions: dict[str, Any] = {"Scalar": SCALAR}
    reference = _schema(root, definitions)
    if root is Trace:
        definitions["Trace"]["properties"]["format"] = {"const": FORMAT}
        definitions["Trace"]["properties"]["version"] = {"const": VERSION}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **reference,
        "$defs": dict(sorted(definitions.items())),
    }


def _schema(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if kind == Scalar:
        return {"$ref": "#/$defs/Scalar"}
    if kind is float:
        return {"anyOf": [{"type": "number"}, NOT_FINITE]}
    if kind in PLAIN:
        return {"type": PLAIN[kind]}
    if dataclasses.is_dataclass(kind):
        return _define(kind, definitions)
    if get_origin(kind) is tuple:
        return {"type": "array", "items": _schema(get_args(kind)[0], definitions)}
    if get_origin(kind) is Literal:
        return {"enum": list(get_args(kind))}
    if get_origin(kind) in (Union, types.UnionType):
        return {"anyOf": [_schema(each, definitions) for each in get_args(kind)]}
    raise TypeError(f"{kind!r} has no JSON Schema; add it to the table in {__name__}.")


def _define(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    name = kind.__name__
    if name not in definitions:
        definitions[name] = {}
        hints = get_type_hints(kind)
        definitions[name] = {
            "type": "object",
            "description": (kind.__doc__ or "").strip() if not _generated(kind) else "",
            "properties": {field: _schema(hints[field], definitions) for field in hints},
            "required": list(hints),
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}


def _generated(kind: Any) -> bool:
    """Whether the docstring is the one that `dataclass` writes."""
    return (kind.__doc__ or "").startswith(f"{kind.__name__}(")
