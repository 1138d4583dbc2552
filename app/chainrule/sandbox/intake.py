"""Reading a pipe from the event loop, up to a limit."""

import asyncio
import os
from collections.abc import Callable

__all__ = ["Intake"]

CHUNK = 65_536
# Between two reads of what is dropped anyway; who floods the pipe waits for it.
PAUSE = 0.01


class Intake:
    """Keeps the first `limit` bytes; the rest is read, reported once, and dropped."""

    def __init__(
        self,
        descriptor: int,
        limit: int,
        *,
        overflow: Callable[[], object],
        heard: Callable[[bytes], object] | None = None,
    ) -> None:
        self.finished = asyncio.get_running_loop().create_future()
        self._descriptor = descriptor
        self._left = limit
        self._overflow = overflow
        self._heard = heard
        self._chunks: list[bytes] = []
        os.set_blocking(descriptor, False)
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(descriptor, self._read)

    @property
    def data(self) -> bytes:
        return b"".join(self._chunks)

    def close(self) -> None:
        """Stop reading."""
        if not self.finished.done():
            self._loop.remove_reader(self._descriptor)
            os.close(self._descriptor)
            self.finished.set_result(None)

    def _read(self) -> None:
        chunk = os.read(self._descriptor, CHUNK)
        if chunk:
            self._take(chunk)
        else:
            self.close()

    def _take(self, chunk: bytes) -> None:
        if self._left < 0:
            self._pause()
            return
        kept = chunk[: self._left]
        self._chunks.append(kept)
        self._left -= len(chunk)
        if self._heard and kept:
            self._heard(kept)
        if self._left < 0:
            self._overflow()

    def _pause(self) -> None:
        self._loop.remove_reader(self._descriptor)
        self._loop.call_later(PAUSE, self._go_on)

    def _go_on(self) -> None:
        if not self.finished.done():
            self._loop.add_reader(self._descriptor, self._read)
