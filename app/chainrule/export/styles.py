"""Style sheets as one text, with the fonts that they name inside it."""

import base64
import re
from collections.abc import Set
from pathlib import Path

__all__ = ["compact", "style_sheet"]

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# A string stays as it is; the space round signs that end or begin something goes.
SPACE = re.compile(r"""("[^"]*"|'[^']*')|\s*([{};,])\s*|(\s+)""")
ADDRESS = re.compile(r'url\("([^"]+)"\)')
FONT = re.compile(r"@font-face\{[^}]*\}")
RANGE = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?")
TYPES = {".woff2": "font/woff2", ".svg": "image/svg+xml"}


def style_sheet(*paths: Path, characters: Set[str]) -> str:
    """The sheets one after the other, without comments; what they load is within, as `data:`.

    A font none of whose characters occurs in a text of `characters` is left out.
    """
    return "".join(_sheet(path, characters) for path in paths)


def compact(text: str) -> str:
    """A sheet without comments and without the space that keeps nothing apart."""
    return SPACE.sub(lambda found: found[1] or found[2] or " ", COMMENT.sub("", text)).strip()


def _sheet(path: Path, characters: Set[str]) -> str:
    def inlined(address: re.Match[str]) -> str:
        file = path.parent / address[1]
        content = base64.b64encode(file.read_bytes()).decode()
        return f"url(data:{TYPES[file.suffix]};base64,{content})"

    def wanted(font: re.Match[str]) -> str:
        return font[0] if _covers(font[0], characters) else ""

    return ADDRESS.sub(inlined, FONT.sub(wanted, compact(path.read_text("utf-8"))))


def _covers(font: str, characters: Set[str]) -> bool:
    ranges = [(int(first, 16), int(last or first, 16)) for first, last in RANGE.findall(font)]
    codes = {ord(each) for each in characters}
    return not ranges or any(first <= code <= last for first, last in ranges for code in codes)
