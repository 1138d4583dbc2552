"""Strong ETags: which exact bytes a response holds, and 304 where the client has them."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chainrule.server.encodings import chosen

__all__ = ["FOREVER", "REVALIDATE", "EncodedTags", "Representation", "as_json", "respond", "tag_of"]

FOREVER = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"

ENCODED_TAG = re.compile(r'"([^"]*)-(br|gzip|zstd)"')


@dataclass(frozen=True, kw_only=True)
class Representation:
    """Bytes with their type, how long they may be kept, and the hash that names them.

    `encoded` are the same bytes compressed, as far as somebody asked for them so.
    """

    content: bytes
    media_type: str = "application/json"
    cache: str = REVALIDATE
    encoded: dict[str, bytes] = field(default_factory=dict)

    @cached_property
    def etag(self) -> str:
        return tag_of(self.content)


def tag_of(content: bytes) -> str:
    """The strong ETag of these bytes."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def as_json(document: object) -> Representation:
    """The document as compact JSON text."""
    text = json.dumps(document, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    return Representation(content=text.encode())


def respond(
    request: Request,
    representation: Representation,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    """The representation, or 304 where the client says that it holds it."""
    etag = representation.etag
    known = {"ETag": etag, "Cache-Control": representation.cache, **(headers or {})}
    if request.method in ("GET", "HEAD") and _holds(request, etag):
        return Response(status_code=304, headers=known)
    encoding = chosen(request, len(representation.content))
    content = representation.encoded.get(encoding or "")
    if encoding is None or content is None:
        return Response(representation.content, status, known, representation.media_type)
    known |= {"Content-Encoding": encoding, "Vary": "Accept-Encoding"}
    return Response(content, status, known, representation.media_type)


def _holds(request: Request, etag: str) -> bool:
    asked = request.headers.get("if-none-match", "")
    tags = {part.strip().removeprefix("W/") for part in asked.split(",")}
    return etag in tags or "*" in tags


class EncodedTags:
    """Gives a compressed body an ETag of its own: strong tags name bytes, not documents.

    Below it, a document has one tag; above it, `"tag"` is its bytes and `"tag-br"` those bytes
    compressed with Brotli. It stands outside the compression.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        asked = Headers(scope=scope).get("if-none-match", "")
        held = {plain: f'"{plain}-{encoding}"' for plain, encoding in ENCODED_TAG.findall(asked)}
        if held:
            # In place: whoever counts the request reads in this scope by which route it went.
            MutableHeaders(scope=scope)["if-none-match"] = ENCODED_TAG.sub(r'"\1"', asked)

        async def send_tagged(message: Message) -> None:
            if message["type"] == "http.response.start":
                _tag(MutableHeaders(scope=message), message["status"], held)
            await send(message)

        await self.app(scope, receive, send_tagged)


def _tag(headers: MutableHeaders, status: int, held: dict[str, str]) -> None:
    encoding, etag = headers.get("content-encoding"), headers.get("etag", "")
    if status == HTTPStatus.NOT_MODIFIED:
        headers["etag"] = held.get(etag.strip('"'), etag)
    elif encoding and etag.endswith('"'):
        headers["etag"] = f'{etag[:-1]}-{encoding}"'
