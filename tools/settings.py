"""Writes the README's table of settings from the server's; with --check, fails when it is stale."""

import sys
from collections.abc import Iterator
from pathlib import Path

from chainrule.server import Settings

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- settings:start -->\n", "<!-- settings:end -->\n"


def main() -> int:
    """The exit status."""
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    written = before + BEGIN + "".join(table()) + END + after
    if "--check" not in sys.argv:
        README.write_text(written, encoding="utf-8")
    elif text != written:
        print("The README's table of settings is stale; run: python tools/settings.py")
        return 1
    return 0


def table() -> Iterator[str]:
    """The table's lines."""
    yield "| variable | default | meaning |\n|---|---|---|\n"
    for name, field in Settings.model_fields.items():
        default = "" if field.default in (None, ()) else f"`{field.default}`"
        yield f"| `CHAINRULE_{name.upper()}` | {default} | {field.description} |\n"


if __name__ == "__main__":
    sys.exit(main())
