"""What stands before every request: whose name it asks for, and where it comes from."""

import re
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chainrule.server.problems import problem_response
from chainrule.server.reach import is_plain_address

__all__ = ["SAFE_METHODS", "HostGuard", "OriginGuard", "SecurityHeaders"]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
# A page in another site's frame: no origin, no cookie, nothing to connect to but public files.
EMBEDDED_POLICY = (
    "sandbox allow-scripts; default-src 'none'; script-src 'self'; style-src 'self';"
    " font-src 'self'; connect-src 'self'; img-src data: blob:; base-uri 'none';"
    " form-action 'none'; frame-ancestors {frames}"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

SHARED = {"Cross-Origin-Resource-Policy": "cross-origin"}

# A host with a port. What else an address may have (a user, a path) would be taken for its name,
# and stands in no Host header.
HOST = re.compile(r"(?P<name>[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{0,5})?", re.IGNORECASE | re.ASCII)

# Why a request is refused: a status and a sentence, or None where it is not.
Check = Callable[[Headers, str], tuple[int, str] | None]


class Guard:
    """Answers a request itself where `check` finds something wrong with it."""

    def __init__(self, app: ASGIApp, check: Check) -> None:
        self.app = app
        self.check = check

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = None
        if scope["type"] == "http":
            refusal = self.check(Headers(scope=scope), scope["method"])
        if refusal is None:
            await self.app(scope, receive, send)
        else:
            await problem_response(*refusal)(scope, receive, send)


class HostGuard(Guard):
    """Refuses names that are not this server's, so that a rebound DNS name reads nothing.

    A server that listens `everywhere` takes an address too: nobody can rebind one.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str], everywhere: bool = False) -> None:
        super().__init__(app, self.refuse)
        self.hosts = hosts
        self.everywhere = everywhere

    def refuse(self, headers: Headers, method: str) -> tuple[int, str] | None:
        given = headers.getlist("host")
        host = ", ".join(given)
        # Two of them are no name: what stands in front may have believed the other one.
        name = _name(host) if len(given) == 1 else ""
        if name in self.hosts or (self.everywhere and is_plain_address(name)):
            return None
        return 421, (
            f"This server is not {host[:80]!r}; use http://127.0.0.1, or start it with that name"
            " in CHAINRULE_ALLOWED_HOSTS."
        )


class OriginGuard(Guard):
    """Refuses requests that change something and come from another site's page."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app, self.refuse)

    def refuse(self, headers: Headers, method: str) -> tuple[int, str] | None:
        if method in SAFE_METHODS or (_ours(headers) and _same_site(headers)):
            return None
        return 403, "This request comes from another site's page, and only this server's may do it."


class SecurityHeaders:
    """Says to the browser what the pages never do; what other sites may use says so itself.

    `frame_ancestors` are those who may show `/embed/…` in a frame; nobody else's frame shows the
    other pages. What is under `/static` and `/joined` is the package's own, open to everybody.
    """

    def __init__(self, app: ASGIApp, frame_ancestors: str) -> None:
        self.app = app
        public = {**HEADERS, **SHARED, "Access-Control-Allow-Origin": "*"}
        embedded = EMBEDDED_POLICY.format(frames=frame_ancestors)
        self.own = _raw(HEADERS)
        self.kinds = {
            r"/embed/": _raw({**HEADERS, **SHARED, "Content-Security-Policy": embedded}),
            r"/(static|joined)/": _raw(public),
            # A picture that another page shows and cannot read.
            r"/api/traces/[^/]+/export/png$": _raw({**HEADERS, **SHARED}),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        kind = (each for pattern, each in self.kinds.items() if re.match(pattern, path))
        chosen = next(kind, self.own)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *chosen]}
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _raw(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


def _name(host: str) -> str:
    """The name in a Host header, without its port and an IPv6 address's brackets."""
    found = HOST.fullmatch(host)
    return found["name"].strip("[]").lower() if found else ""


def _ours(headers: Headers) -> bool:
    origin, host = headers.get("origin"), headers.get("host", "")
    return origin is None or origin in (f"http://{host}", f"https://{host}")


def _same_site(headers: Headers) -> bool:
    return headers.get("sec-fetch-site", "none") in ("none", "same-origin")
