"""The server as a process: how it starts, runs a lesson, and ends."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from chainrule.lessons import LESSONS

CHAINRULE = [sys.executable, "-c", "from chainrule.cli import main; main()"]


class Serving:
    """`chainrule serve` with its first line read."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [*CHAINRULE, "serve", "--port", "0", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.line = self.process.stdout.readline()
        self.url = self.line.partition(" at ")[2].partition(" ")[0].rstrip("/")

    def get(self, path: str) -> bytes:
        with urlopen(self.url + path, timeout=30) as answer:
            body: bytes = answer.read()
            return body

    def post(self, path: str, document: object) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/json"}
        request = Request(self.url + path, json.dumps(document).encode(), headers)
        with urlopen(request, timeout=60) as answer:
            return answer.status, answer.read()

    def stop(self, number: signal.Signals) -> tuple[int, str]:
        self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=20)
        return self.process.returncode, errors


@pytest.fixture(scope="module")
def serving() -> Iterator[Serving]:
    started = Serving()
    yield started
    if started.process.poll() is None:
        started.process.kill()
        started.process.communicate()


def children(pid: int) -> set[int]:
    """The process's descendants."""
    own = {int(each) for task in Path(f"/proc/{pid}/task").iterdir() for each in _read(task)}
    return own.union(*(children(each) for each in own))


def _read(task: Path) -> list[str]:
    return (task / "children").read_text().split()


def test_it_says_where_it_is(serving: Serving) -> None:
    assert serving.line.startswith("chainrule shows the lessons at http://127.0.0.1:")
    assert b'id="boot"' in serving.get("/")


def test_a_taken_port_is_a_sentence_and_status_1(serving: Serving) -> None:
    port = serving.url.rpartition(":")[2]
    ended = subprocess.run(
        [*CHAINRULE, "serve", "--port", port], capture_output=True, text=True, timeout=30
    )
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert f"Port {port} of 127.0.0.1 cannot be used" in ended.stderr
    assert "--port" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_it_listens_on_the_loopback_only(serving: Serving) -> None:
    port = int(serving.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)):
        pass
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", port))


def test_it_runs_the_first_lesson_in_the_sandbox(serving: Serving) -> None:
    """No recorder of the tests' here: program in, PyTorch's own trace out."""
    order = {"lesson": LESSONS[0].slug}
    status, first = serving.post("/api/traces", order)
    again, second = serving.post("/api/traces", order)
    assert (status, again) == (201, 200)
    assert first == second
    trace = json.loads(first)
    assert trace["program"]["files"][0]["text"] == LESSONS[0].program
    assert {each["phase"] for each in trace["passes"]} == {"forward", "backward", "update"}
    layout = json.loads(serving.get(f"/api/traces/{trace['id']}/layout"))
    assert layout["frames"][-1]["last_step"] == len(trace["steps"]) - 1


def test_it_never_loads_torch_itself(serving: Serving) -> None:
    maps = Path(f"/proc/{serving.process.pid}/maps").read_text()
    assert "libpython" in maps or "python" in maps
    assert "libtorch" not in maps


def test_a_terminal_signal_ends_it_and_all_its_processes(serving: Serving) -> None:
    family = children(serving.process.pid)
    assert family
    status, errors = serving.stop(signal.SIGTERM)
    assert status == -signal.SIGTERM
    assert errors == ""
    for pid in family:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_an_interrupt_ends_it_without_a_traceback() -> None:
    started = Serving()
    status, errors = started.stop(signal.SIGINT)
    assert status == 0
    assert errors == ""
