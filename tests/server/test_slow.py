"""Clients that take their time, over real sockets; each test is named for the attack."""

import socket
import time
from collections.abc import Iterator

import pytest

from chainrule.server import Settings, create_app
from chainrule.store import Store
from tests.server.listening import listening
from tests.server.recorder import CountingRecorder

PATIENCE = 0.4
BIG = 20_000_000


@pytest.fixture
def port(recorder: CountingRecorder, store: Store) -> Iterator[int]:
    settings = Settings(port=0, warm=False, patience=PATIENCE)
    app = create_app(settings, store=store, recorder=recorder)

    @app.get("/big")
    async def big() -> dict[str, str]:
        return {"big": "x" * BIG}

    with listening(app, settings) as number:
        yield number


def dripped(port: int, start: bytes, drop: bytes, receive: int = 65_536) -> tuple[bytes, float]:
    """What comes back for `start` and a `drop` now and then, and when the connection ended."""
    answer, began = b"", time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE / 8) as client:
        client.sendall(start)
        while time.monotonic() - began < 20:
            try:
                if drop:
                    client.sendall(drop)
                part = client.recv(receive)
            except TimeoutError:
                continue
            except (ConnectionResetError, BrokenPipeError):
                break
            answer += part
            if not part:
                break
    return answer, time.monotonic() - began


@pytest.mark.parametrize(
    ("start", "drop"), [(b"", b""), (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n", b"X-A: b\r\n")]
)
def test_slowloris_is_cut_off(port: int, start: bytes, drop: bytes) -> None:
    answer, ended = dripped(port, start, drop)
    assert b"200" not in answer
    assert ended < 10 * PATIENCE


def test_a_slow_second_request_is_cut_off_too(port: int) -> None:
    whole = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    answer, ended = dripped(port, whole, b"\r\n")
    assert answer.count(b"HTTP/1.1 ") == 1
    assert ended < 10 * PATIENCE


def test_a_slow_body_is_answered_and_cut_off(port: int) -> None:
    head = b"POST /api/traces HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9999\r\n\r\n"
    answer, ended = dripped(port, head, b"x")
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert ended < 10 * PATIENCE


def test_endless_headers_are_cut_off(port: int) -> None:
    start = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"X-A: b\r\n" * 20_000
    answer, _ = dripped(port, start, b"")
    assert b"200" not in answer


def test_who_does_not_read_the_answer_loses_it(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        client.sendall(b"GET /big HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        time.sleep(6 * PATIENCE)
        taken = 0
        try:
            while part := client.recv(1 << 20):
                taken += len(part)
        except ConnectionResetError:
            pass
    assert taken < BIG


@pytest.mark.parametrize(
    "head",
    [b"no request\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"],
)
def test_what_is_no_request_is_a_problem_too(port: int, head: bytes) -> None:
    answer, _ = dripped(port, head, b"")
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"application/problem+json" in answer
    assert b"This is no HTTP request that can be read" in answer
