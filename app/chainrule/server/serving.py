"""Listens and serves until it is told to stop."""

import contextlib
import socket
from collections.abc import Callable
from typing import Literal

import uvicorn
from fastapi import FastAPI

from chainrule.server.logs import start_logging
from chainrule.server.patience import patient
from chainrule.server.services import Services
from chainrule.server.settings import Settings

__all__ = ["CannotListen", "address", "listen", "serve"]

# uvicorn's names: the fastest event loop there is, or Python's own.
Loop = Literal["auto", "asyncio"]

BACKLOG = 2048
KEEP_ALIVE = 20


class CannotListen(OSError):
    """The address cannot be used; the message says why and what to do."""


def listen(settings: Settings) -> socket.socket:
    """A socket at the settings' address. Raises `CannotListen`."""
    try:
        return _bound(settings.host, settings.port)
    except OSError as error:
        raise CannotListen(
            f"Port {settings.port} of {settings.host} cannot be used ({error.strerror}); is a"
            " server running there? Choose another with --port (make run PORT=…)."
        ) from None


def _bound(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, place = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place)
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def address(listener: socket.socket) -> str:
    """The URL to type into a browser."""
    host, port = listener.getsockname()[:2]
    name = f"[{host}]" if ":" in host else host
    return f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else name}:{port}"


def serve(
    app: FastAPI,
    settings: Settings,
    listener: socket.socket,
    ready: Callable[[], None],
    loop: Loop = "auto",
) -> None:
    """Serve until SIGINT or SIGTERM; `ready` is called once requests are answered."""
    start_logging(settings.log)
    server = Announcing(configured(app, settings, loop), ready, lambda: _stopping(app))
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


def configured(app: FastAPI, settings: Settings, loop: Loop = "auto") -> uvicorn.Config:
    """How uvicorn serves the app."""
    return uvicorn.Config(
        app,
        loop=loop,
        http=patient(settings.patience),
        ws="none",
        access_log=False,
        server_header=False,
        log_config=None,
        timeout_graceful_shutdown=int(settings.drain) + 1,
        timeout_keep_alive=KEEP_ALIVE,
        limit_concurrency=settings.connections,
    )


class Announcing(uvicorn.Server):
    """Tells when it has started, and when it is about to stop."""

    def __init__(
        self, config: uvicorn.Config, ready: Callable[[], None], stopping: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._ready = ready
        self._stopping = stopping

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stopping()
        await super().shutdown(sockets)


def _stopping(app: FastAPI) -> None:
    services: Services = app.state.services
    services.runs.stop_accepting()
