"""What a request's body may be: plain, small, prompt, and JSON that every reader reads alike."""

import asyncio
import json
from itertools import accumulate
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chainrule.server.problems import problem_response

__all__ = ["Bodies"]

DEEPEST = 64

# Bytes outside of texts; the bodies of this API have a few dozen.
MOST_OUTSIDE = 16 * 1024
# A larger body is looked at beside the event loop.
SMALL = 16 * 1024
# An opening bracket is one step down, a closing one a step up (-1, as a signed byte).
STEPS = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")
NO_BRACKET = bytes(each for each in range(256) if each not in b"[]{}")

TOO_LARGE = "The request's body is larger than the {limit:,} bytes allowed here."
TOO_SLOW = "The request's body did not come within {seconds:g} seconds; send it again."
COMPRESSED = "The request's body is compressed ({encoding}); send it as it is."
TOO_DEEP = "The request's JSON is nested more than {deepest} deep; is its body JSON of this API?"
TOO_MANY = (
    "The request's JSON has more than {most:,} bytes outside of its texts; is its body JSON of this"
    " API?"
)
NOT_UTF8 = "The request's JSON is not in UTF-8, as JSON is ({encoding}); send it so."
NO_NUMBER = "The request's JSON holds {name}, which is no number of JSON; leave it out."
HALF = "The request's JSON holds half of a character (a lone surrogate); send whole ones."


class Refusal(NamedTuple):
    """A status and a sentence."""

    status: int
    sentence: str


class NoNumber(ValueError):
    """NaN or an infinity."""


class Bodies:
    """Reads a body before anybody else does, and refuses what is not as it should be.

    At most `limit` bytes, announced or not, within `seconds`, not compressed: what a few bytes
    blow up to is not found out here.
    """

    def __init__(self, app: ASGIApp, *, limit: int, seconds: float) -> None:
        self.app = app
        self.limit = limit
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        headers = Headers(scope=scope)
        if "content-length" not in headers and "transfer-encoding" not in headers:
            return await self.app(scope, receive, send)
        refusal, body = self._announced(headers), b""
        if refusal is None:
            refusal, body = await self._read(receive)
        if refusal is None and "json" in headers.get("content-type", "").lower():
            refusal = await _strange_or_not(body)
        if refusal is None:
            return await self.app(scope, _replay(body, receive), send)
        # What was not read stays in the connection, which is of no use any more.
        await problem_response(*refusal, {"Connection": "close"})(scope, receive, send)

    def _announced(self, headers: Headers) -> Refusal | None:
        """What is wrong with it by its headers."""
        encoding = headers.get("content-encoding", "identity")
        if encoding.strip().lower() != "identity":
            return Refusal(415, COMPRESSED.format(encoding=encoding[:20]))
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length[:20]) > self.limit:
            return Refusal(413, TOO_LARGE.format(limit=self.limit))
        return None

    async def _read(self, receive: Receive) -> tuple[Refusal | None, bytes]:
        try:
            async with asyncio.timeout(self.seconds):
                return await self._collect(receive)
        except TimeoutError:
            return Refusal(408, TOO_SLOW.format(seconds=self.seconds)), b""

    async def _collect(self, receive: Receive) -> tuple[Refusal | None, bytes]:
        body = bytearray()
        while True:
            message = await receive()
            body += message.get("body", b"")
            if len(body) > self.limit:
                return Refusal(413, TOO_LARGE.format(limit=self.limit)), b""
            if not message.get("more_body", False):
                return None, bytes(body)


async def _strange_or_not(body: bytes) -> Refusal | None:
    if len(body) <= SMALL:
        return _strange(body)
    return await asyncio.to_thread(_strange, body)


def _strange(body: bytes) -> Refusal | None:
    """What is wrong with JSON that Python's reader would take, or choke on."""
    encoding = json.detect_encoding(body)
    if not encoding.startswith("utf-8"):
        return Refusal(400, NOT_UTF8.format(encoding=encoding))
    outside = _outside(body)
    if len(outside) > MOST_OUTSIDE:
        return Refusal(400, TOO_MANY.format(most=MOST_OUTSIDE))
    if _depth(outside) > DEEPEST:
        return Refusal(400, TOO_DEEP.format(deepest=DEEPEST))
    try:
        document = json.loads(body, parse_constant=_refuse)
        json.dumps(document, ensure_ascii=False).encode()
    except NoNumber as error:
        return Refusal(400, NO_NUMBER.format(name=error))
    except UnicodeEncodeError:
        return Refusal(400, HALF)
    except ValueError:
        return None  # no JSON at all, which whoever reads it says
    return None


def _outside(body: bytes) -> bytes:
    """What stands outside of texts, in time in proportion to the body, whatever a stranger sends.

    A pattern that looks for texts is tried anew from every quote, where none of them closes.
    """
    unescaped = body.replace(rb"\\", b"").replace(rb"\"", b"")
    return b"".join(unescaped.split(b'"', 2 * MOST_OUTSIDE)[::2])


def _depth(outside: bytes) -> int:
    """How deep brackets are nested."""
    steps = memoryview(outside.translate(STEPS, NO_BRACKET)).cast("b")
    return max(accumulate(steps), default=0)


def _refuse(name: str) -> None:
    raise NoNumber(name)


def _replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body that was read, then what comes after it."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay
