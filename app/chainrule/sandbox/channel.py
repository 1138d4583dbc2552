"""Messages between the server and its zygote: one JSON object each, some with descriptors."""

import json
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Channel", "Message", "pair"]

LARGEST = 8192
MOST_DESCRIPTORS = 8


@dataclass(frozen=True, slots=True)
class Message:
    body: dict[str, Any]
    descriptors: tuple[int, ...]


class Channel:
    """One end of a socket pair that keeps messages apart."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end

    def fileno(self) -> int:
        return self._end.fileno()

    def send(self, body: dict[str, Any], descriptors: Sequence[int] = ()) -> None:
        """Send a message. Raises `OSError` if the other end is gone."""
        socket.send_fds(self._end, [json.dumps(body).encode()], list(descriptors))

    def receive(self) -> Message | None:
        """The next message; None when the other end is gone."""
        try:
            data, descriptors, _, _ = socket.recv_fds(self._end, LARGEST, MOST_DESCRIPTORS)
        except ConnectionResetError:
            return None
        return Message(json.loads(data), tuple(descriptors)) if data else None

    def close(self) -> None:
        self._end.close()


def pair() -> tuple[Channel, Channel]:
    """Two connected ends. Messages keep their borders, and an end knows when the other dies."""
    left, right = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    return Channel(left), Channel(right)


def inherited(descriptor: int) -> Channel:
    """The end that was handed down to this process; its own children do not inherit it."""
    os.set_inheritable(descriptor, False)
    return Channel(socket.socket(fileno=descriptor))
