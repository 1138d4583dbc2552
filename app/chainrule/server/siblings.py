"""Several server processes side by side: they share the listening socket and the store."""

import contextlib
import json
import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from socket import socket
from types import FrameType

from prometheus_client.multiprocess import mark_process_dead

from chainrule.sandbox.launch import command
from chainrule.server.logs import event, start_logging
from chainrule.server.metrics import MANY
from chainrule.server.settings import Settings

__all__ = ["CannotShare", "serve_side_by_side"]

SIBLING = "chainrule.server.sibling"
# One that ends is replaced; one that ends at once is not replaced at once.
SECONDS_BETWEEN_STARTS = 1.0

NO_STORE = (
    "{workers} server processes need a store that they share; name a file or a database by"
    " CHAINRULE_STORE."
)
NOT_STARTED = "A server process did not start; its own message is above."


class CannotShare(RuntimeError):
    """The processes cannot serve side by side; the message says why."""


def serve_side_by_side(settings: Settings, listener: socket, ready: Callable[[], None]) -> None:
    """Serve by `settings.workers` processes until SIGINT or SIGTERM. Raises `CannotShare`."""
    if settings.store is None:
        raise CannotShare(NO_STORE.format(workers=settings.workers))
    start_logging(settings.log)
    with tempfile.TemporaryDirectory(prefix="chainrule-metrics-") as folder:
        siblings = Siblings(settings, listener, folder)
        with _told_to_stop(siblings.stop) as told:
            siblings.run(ready)
        if told:
            # As one process would: by the signal, once everything is in order.
            _end_by(told[0])


class Siblings:
    """The processes; each has a pipe from here, and ends when this process does."""

    def __init__(self, settings: Settings, listener: socket, folder: str) -> None:
        places = settings.places or max(1, (os.cpu_count() or 1) // settings.workers)
        self._settings = settings.model_copy(update={"places": places})
        self._listener = listener
        self._folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []
        self._stopping = threading.Event()

    def run(self, ready: Callable[[], None]) -> None:
        """Keep them running until `stop`."""
        self._processes = [self._start() for _ in range(self._settings.workers)]
        started = [_is_ready(each) for each in self._processes]
        if not all(started) and not self._stopping.is_set():
            self.stop()
            raise CannotShare(NOT_STARTED)
        ready()
        while not self._stopping.wait(SECONDS_BETWEEN_STARTS):
            self._replace()
        for each in self._processes:
            each.wait()

    def stop(self) -> None:
        """Let each finish what it is at."""
        self._stopping.set()
        for each in self._processes:
            with contextlib.suppress(ProcessLookupError):
                each.terminate()

    def _replace(self) -> None:
        for place, each in enumerate(self._processes):
            if each.poll() is not None and not self._stopping.is_set():
                event("replaced", process=each.pid, status=each.returncode)
                mark_process_dead(each.pid, self._folder)  # type: ignore[no-untyped-call]
                self._processes[place] = self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        descriptor = self._listener.fileno()
        process = subprocess.Popen(
            command(SIBLING, str(os.getpid()), str(descriptor)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=[descriptor],
            env={**os.environ, MANY: self._folder},
            # Ctrl-C at the terminal is this process's business.
            start_new_session=True,
        )
        assert process.stdin is not None
        # Not by the environment or the command line, which others may read.
        with process.stdin:
            process.stdin.write(json.dumps(self._settings.plain).encode())
        return process


def _is_ready(process: "subprocess.Popen[bytes]") -> bool:
    assert process.stdout is not None
    with process.stdout:
        return process.stdout.readline() != b""


@contextlib.contextmanager
def _told_to_stop(stop: Callable[[], None]) -> Iterator[list[int]]:
    """The signals that came, each of which stops."""
    told: list[int] = []

    def handle(number: int, _: FrameType | None) -> None:
        told.append(number)
        stop()

    before = {each: signal.signal(each, handle) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield told
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _end_by(number: int) -> None:
    if number != signal.SIGINT:
        signal.raise_signal(number)
