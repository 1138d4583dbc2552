"""Bodies compressed once and kept, for documents that many ask for."""

import gzip
import re
from collections.abc import Callable

import brotli
import zstandard
from starlette.requests import Request

__all__ = ["ENCODINGS", "chosen"]

SMALLEST = 500

# In the order of preference: what compresses best comes first, for it is done once.
ENCODINGS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda content: bytes(brotli.compress(content, quality=5)),
    "zstd": lambda content: zstandard.ZstdCompressor(level=6).compress(content),
    "gzip": lambda content: gzip.compress(content, 6, mtime=0),
}
REFUSED = re.compile(r";\s*q=0(\.0*)?\s*$")


def chosen(request: Request, size: int) -> str | None:
    """The encoding in which a body of `size` bytes is best sent; None as it is."""
    asked = request.headers.get("accept-encoding")
    if asked is None or size < SMALLEST:
        return None
    offers = asked.lower().split(",")
    taken = {each.partition(";")[0].strip() for each in offers if not REFUSED.search(each)}
    return next((name for name in ENCODINGS if name in taken), None)
