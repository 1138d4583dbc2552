"""HTTP connections that do not wait for ever, for slow clients must not hold what others need."""

import asyncio
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from chainrule.server.problems import problem_response

__all__ = ["patient"]

# Request lines with their headers; a cookie and a long query fit in many times.
LARGEST_HEAD = 65_536
BAD_REQUEST = (
    b"HTTP/1.1 400 Bad Request\r\ncontent-type: application/problem+json\r\n"
    b"content-length: %d\r\nconnection: close\r\n\r\n"
)
UNREADABLE = "This is no HTTP request that can be read; is an address too long, or a header broken?"
TOO_LONG = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\n\r\n"


def patient(seconds: float) -> type[asyncio.Protocol]:
    """The protocol with this limit; uvicorn takes a class."""
    kind: type[asyncio.Protocol] = type("PatientFor", (Patient,), {"seconds": seconds})
    return kind


class Patient(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """uvicorn's protocol, but with limits to how long a client may keep it waiting.

    The head of a request comes within `seconds`, or the connection is closed; an answer that the
    client takes nothing of for as long is dropped.
    """

    seconds: float

    def __init__(self, config: Config, *arguments: Any, **more: Any) -> None:
        super().__init__(config, *arguments, **more)
        self._deadline: asyncio.TimerHandle | None = None
        self._watch: asyncio.TimerHandle | None = None
        self._unsent = 0
        self._head = 0

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        self._expect_a_head()
        self._look_at_what_is_unsent()

    def connection_lost(self, error: Exception | None) -> None:
        self._no_longer()
        if self._watch is not None:
            self._watch.cancel()
        super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        begun = self.cycle
        super().data_received(data)
        if self.transport.is_closing():
            self._no_longer()
        elif self.cycle is not begun or self._busy:
            self._no_longer()
            self._head = 0
        else:
            self._head += len(data)
            self._expect_a_head()
            if self._head > LARGEST_HEAD:
                self.transport.write(TOO_LONG)
                self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Where uvicorn says so in plain text: a problem document, like every other error."""
        body = problem_response(400, UNREADABLE).body
        self.transport.write(BAD_REQUEST % len(body) + bytes(body))
        self.transport.close()

    @property
    def _busy(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _expect_a_head(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(self.seconds, self.transport.abort)

    def _no_longer(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _look_at_what_is_unsent(self) -> None:
        unsent = self.transport.get_write_buffer_size()
        if 0 < unsent == self._unsent:
            self.transport.abort()
            return
        self._unsent = unsent
        self._watch = self.loop.call_later(self.seconds, self._look_at_what_is_unsent)
