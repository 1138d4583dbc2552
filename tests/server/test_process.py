"""The server as a process: how it starts, runs a lesson, and ends."""

import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from chainrule.lessons import LESSONS
from tests.server.serving import CHAINRULE, Serving


@pytest.fixture(scope="module")
def serving() -> Iterator[Serving]:
    with Serving() as started:
        yield started


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
    status, first, place = serving.post("/api/traces", order)
    again, second, _ = serving.post("/api/traces", order)
    assert (status, again) == (201, 200)
    assert first == second
    trace = json.loads(first)
    assert trace["program"]["files"][0]["text"] == LESSONS[0].program
    assert {each["phase"] for each in trace["passes"]} == {"forward", "backward", "update"}
    layout = json.loads(serving.get(f"{place}/layout"))
    assert layout["frames"][-1]["last_step"] == len(trace["steps"]) - 1


def test_it_never_loads_torch_itself(serving: Serving) -> None:
    maps = Path(f"/proc/{serving.process.pid}/maps").read_text()
    assert "libpython" in maps or "python" in maps
    assert "libtorch" not in maps


def test_who_loses_a_run_is_told_and_the_next_one_runs(serving: Serving) -> None:
    """The process that programs are forked from is killed while one runs."""
    _, begun, place = serving.post("/api/runs", {"program": "print('here')\nwhile True: pass"})
    run = json.loads(begun)
    while run["output"] != "here\n":
        assert run["state"] in ("queued", "running")
        run = json.loads(serving.get(f"{place}?wait=10&seen={run['version']}"))
    os.kill(zygote(serving.process.pid), signal.SIGKILL)
    while run["state"] == "running":
        run = json.loads(serving.get(f"{place}?wait=10&seen={run['version']}"))
    assert (run["state"], run["problem"]["reason"]) == ("failed", "lost")
    assert "died during this run" in run["problem"]["detail"]
    status, _, _ = serving.post("/api/traces", {"program": "print('back')"})
    assert status == 201


def zygote(server: int) -> int:
    """The process that is the parent of the one that runs a program."""
    (found,) = (each for each in children(server) if children(each))
    assert b"chainrule.sandbox.zygote" in Path(f"/proc/{found}/cmdline").read_bytes()
    return found


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
    with Serving() as started:
        status, errors = started.stop(signal.SIGINT)
    assert status == 0
    assert errors == ""
