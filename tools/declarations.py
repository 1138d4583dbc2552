"""Writes static/js/types.d.ts from the Python model; with --check, fails when it is stale."""

import importlib
import sys
from pathlib import Path
from typing import Any

from chainrule.trace import json_schema

TARGET = Path(__file__).resolve().parent.parent / "static" / "js" / "types.d.ts"
HEADER = "// Generated from the Python model by tools/declarations.py. Do not edit.\n"
PLAIN = {
    "string": "string",
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "null": "null",
}
# Unions that the model names and the schema does not: the field that has them.
ALIASES = {"Phase": ("Pass", "phase"), "Role": ("Tensor", "role"), "Step": ("Trace", "steps")}
NOT_FINITE = ' | "nan" | "inf" | "-inf"'
SCALAR = "number | boolean | string | (number | string)[]"


def main() -> int:
    """Write the file, or compare it."""
    text = declarations()
    if "--check" not in sys.argv:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
        return 0
    print(f"{TARGET.name} is out of date; run `python tools/declarations.py`.", file=sys.stderr)
    return 1


def declarations() -> str:
    """One interface per dataclass of the trace and of the layout."""
    trace = json_schema()["$defs"]
    layout = json_schema(importlib.import_module("chainrule.layout").Layout)["$defs"]
    blocks = {name: declare(name, schema) for name, schema in trace.items()}
    # Positions are always finite.
    blocks |= {name: declare(name, layout[name]).replace(NOT_FINITE, "") for name in layout}
    blocks |= {
        name: alias(name, trace[home]["properties"][field])
        for name, (home, field) in ALIASES.items()
    }
    return HEADER + "\n" + "\n".join(blocks[name] for name in sorted(blocks))


def alias(name: str, schema: dict[str, Any]) -> str:
    """The union under a name of its own."""
    return f"export type {name} = {written(schema.get('items', schema))};\n"


def declare(name: str, schema: dict[str, Any]) -> str:
    """The interface or type of one definition."""
    if name == "Scalar":
        return f"export type Scalar = {SCALAR};\n"
    about = f"/** {schema['description']} */\n" if schema["description"] else ""
    fields = "".join(
        f"  {field}: {written(kind)};\n" for field, kind in schema["properties"].items()
    )
    return f"{about}export interface {name} {{\n{fields}}}\n"


def written(schema: dict[str, Any]) -> str:
    """A schema as a TypeScript type."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[1]
    if "const" in schema:
        return literal(schema["const"])
    if "enum" in schema:
        return " | ".join(literal(each) for each in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(written(each) for each in schema["anyOf"]))
    if schema["type"] == "array":
        inner = written(schema["items"])
        return f"({inner})[]" if "|" in inner else f"{inner}[]"
    return PLAIN[schema["type"]]


def literal(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


if __name__ == "__main__":
    sys.exit(main())
