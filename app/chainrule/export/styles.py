"""Style sheets as one text, with the fonts that they name inside it."""

import base64
import re
from pathlib import Path

__all__ = ["style_sheet"]

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# A string stays as it is; the space round signs that end or begin something goes.
SPACE = re.compile(r"""("[^"]*"|'[^']*')|\s*([{};,])\s*|(\s+)""")
ADDRESS = re.compile(r'url\("([^"]+)"\)')
TYPES = {".woff2": "font/woff2", ".svg": "image/svg+xml"}


def style_sheet(*paths: Path) -> str:
    """The sheets one after the other, without comments; what they load is within, as `data:`."""
    return "".join(_sheet(path) for path in paths)


def _sheet(path: Path) -> str:
    def inlined(address: re.Match[str]) -> str:
        file = path.parent / address[1]
        content = base64.b64encode(file.read_bytes()).decode()
        return f"url(data:{TYPES[file.suffix]};base64,{content})"

    text = COMMENT.sub("", path.read_text("utf-8"))
    short = SPACE.sub(lambda found: found[1] or found[2] or " ", text).strip()
    return ADDRESS.sub(inlined, short)
