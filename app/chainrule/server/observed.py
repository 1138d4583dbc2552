"""Counts, times and logs every request by its route, never by what was in it."""

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chainrule.server.logs import event
from chainrule.server.metrics import Metrics

__all__ = ["Observed", "route_of"]

# What no route answered: named alike, so that nobody fills the memory with names.
NOWHERE = "other"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Observed:
    """Stands outside everything else."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        began, status, size = time.perf_counter(), 0, 0

        async def watched(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                size += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            self._note(scope, status, size, time.perf_counter() - began)

    def _note(self, scope: Scope, status: int, size: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else NOWHERE
        route = route_of(scope)
        self.metrics.requests.labels(method, route, str(status)).inc()
        self.metrics.request_seconds.labels(route).observe(seconds)
        milliseconds = round(1000 * seconds, 2)
        event("request", method=method, route=route, status=status, bytes=size, ms=milliseconds)


def route_of(scope: Scope) -> str:
    """The pattern of the path, such as `/api/traces/{trace_id}`."""
    path = getattr(scope.get("route"), "path", None)
    if path is not None:
        return str(path)
    return "/static" if scope["path"].startswith("/static/") else NOWHERE
