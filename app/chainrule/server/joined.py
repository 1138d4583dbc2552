"""The page's modules and style sheets joined: a few files in the place of a hundred.

They are joined as they are served, without comments and idle spaces, anew whenever one of them has
changed: there is no build step, and `/static` has every file as it is written. Compressed together
they are less than two thirds of what they are one by one, and a page is here after a dozen answers.
"""

import asyncio
import re
from functools import cached_property, lru_cache
from pathlib import Path

import brotli
from fastapi import APIRouter, Request, Response

from chainrule.assets import STATIC, TEMPLATES
from chainrule.export.modules import joined_modules
from chainrule.export.styles import compact
from chainrule.server.caching import REVALIDATE, tag_of
from chainrule.server.problems import Problem

__all__ = ["ADDRESS", "router", "warm"]

ADDRESS = "/joined"
SCRIPTS, SHEETS = STATIC / "js", STATIC / "css"
ENTRIES = ("main", "embed")
# The best there is: a file is compressed once.
QUALITY = 11
ASKED = re.compile(rf"{ADDRESS}/([a-z+]+)\.css")

# What a folder's files were when they were read.
State = tuple[tuple[str, int, int], ...]

router = APIRouter(prefix=ADDRESS, include_in_schema=False)


@router.get("/{names}.css")
async def sheet(request: Request, names: str) -> Response:
    """Style sheets in their order, a + between their names, as a page asks for them.

    Others are refused: joining and compressing takes far longer than asking.
    """
    if names not in _asked(_state(TEMPLATES)):
        raise Problem(404, f"There are no style sheets {names[:80]!r}.")
    joined = await asyncio.to_thread(_sheet, names, _state(SHEETS))
    return await _answer(request, joined, "text/css")


@router.get("/{entry}/{name:path}")
async def script(request: Request, entry: str, name: str) -> Response:
    """The modules that an entry reaches, or those that it imports later."""
    if entry not in ENTRIES:
        raise Problem(404, f"There is no script {entry[:80]!r}.")
    scripts = await asyncio.to_thread(_scripts, entry, _state(SCRIPTS))
    if name not in scripts:
        raise Problem(404, f"{entry} has no part {name[:80]!r}.")
    return await _answer(request, scripts[name], "text/javascript")


def warm() -> None:
    """Join what the first page will ask for."""
    for entry in ENTRIES:
        for script in _scripts(entry, _state(SCRIPTS)).values():
            _ = script.compressed


class Joined:
    """A joined file, and the same compressed as well as can be."""

    def __init__(self, text: str) -> None:
        self.content = text.encode()
        self.etag = tag_of(self.content)

    @cached_property
    def compressed(self) -> bytes:
        """As Brotli has it; takes a while the first time."""
        compressed: bytes = brotli.compress(self.content, quality=QUALITY)
        return compressed


async def _answer(request: Request, joined: Joined, media_type: str) -> Response:
    encoded = "br" in request.headers.get("accept-encoding", "")
    headers = {"ETag": joined.etag, "Cache-Control": REVALIDATE, "Vary": "Accept-Encoding"}
    if joined.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if not encoded:
        return Response(joined.content, headers=headers, media_type=media_type)
    headers["Content-Encoding"] = "br"
    compressed = await asyncio.to_thread(lambda: joined.compressed)
    return Response(compressed, headers=headers, media_type=media_type)


@lru_cache(maxsize=2 * len(ENTRIES))
def _scripts(entry: str, state: State) -> dict[str, Joined]:
    made = joined_modules(SCRIPTS / f"{entry}.js", f"{ADDRESS}/{entry}/")
    return {name: Joined(text) for name, text in made.items()}


@lru_cache(maxsize=1)
def _asked(state: State) -> frozenset[str]:
    """What the pages' templates ask for."""
    texts = (path.read_text("utf-8") for path in TEMPLATES.glob("*.html"))
    return frozenset(name for text in texts for name in ASKED.findall(text))


@lru_cache(maxsize=8)
def _sheet(names: str, state: State) -> Joined:
    texts = [compact((SHEETS / f"{name}.css").read_text("utf-8")) for name in names.split("+")]
    return Joined("\n".join(texts).replace('url("../', 'url("/static/'))


def _state(folder: Path) -> State:
    """Changes when one of the folder's files does."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    stats = [(path, path.stat()) for path in found]
    return tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in stats)
