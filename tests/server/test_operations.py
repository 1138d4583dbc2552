"""What an operator sees and does: readiness, metrics, the log, stopping, several processes."""

import asyncio
import json
import logging
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError

import pytest
from fastapi.testclient import TestClient

from chainrule.sandbox import Isolation
from chainrule.server import Settings, create_app
from chainrule.server.logs import Lines
from chainrule.store import Store
from chainrule.trace import Trace
from tests.server.recorder import CountingRecorder
from tests.server.serving import Serving

TOKEN = "a token of the tests"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
SLEEP = "import time, torch\nprint('begun', flush=True)\ntime.sleep(2)\n"


def client_of(recorder: CountingRecorder, store: Store, **more: object) -> TestClient:
    app = create_app(
        Settings.read(token=TOKEN, **{"warm": False, **more}), store=store, recorder=recorder
    )
    return TestClient(app, base_url="http://127.0.0.1:8000", headers=BEARER)


def test_it_is_ready_once_programs_can_run(recorder: CountingRecorder, store: Store) -> None:
    recorder.isolation = Isolation.unknown()
    with client_of(recorder, store, warm=True) as client:
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["sandbox"]) == (503, False)
        recorder.isolation = Isolation(layers=(), escapes=())
        assert client.get("/readyz").json() == {
            "ready": True,
            "store": True,
            "sandbox": True,
            "accepting": True,
        }
        client.app.state.services.runs.stop_accepting()  # type: ignore[attr-defined]
        assert client.get("/readyz").json()["accepting"] is False
        answer = client.post("/api/runs", json={"program": "1"})
        assert answer.status_code == 503
        assert "about to stop" in answer.json()["detail"]


def test_metrics_count_routes_and_runs(recorder: CountingRecorder, store: Store) -> None:
    with client_of(recorder, store) as client:
        client.post("/api/traces", json={"program": "1"}).raise_for_status()
        client.get("/api/traces/" + "x" * 40)
        client.get("/nowhere/" + "y" * 40)
        client.head("/api/lessons")
        answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    text = answer.text
    traces = 'chainrule_requests_total{method="%s",route="%s",status="%s"} 1.0'
    assert traces % ("POST", "/api/traces", "201") in text
    assert traces % ("GET", "/api/traces/{trace_id}", "404") in text
    assert traces % ("GET", "other", "404") in text
    assert traces % ("HEAD", "/api/lessons", "200") in text
    assert 'chainrule_runs_total{outcome="done"} 1.0' in text
    assert "xxx" not in text
    assert "yyy" not in text


def test_a_request_for_what_is_held_is_counted_by_its_route(
    recorder: CountingRecorder, store: Store
) -> None:
    with client_of(recorder, store) as client:
        tag = client.get("/api/lessons").headers["etag"]
        assert client.get("/api/lessons", headers={"If-None-Match": tag}).status_code == 304
        text = client.get("/metrics").text
    assert '{method="GET",route="/api/lessons",status="304"} 1.0' in text


def test_a_failure_is_logged_by_its_route(
    recorder: CountingRecorder,
    store: Store,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A trace's address is a secret of those who have its link."""

    async def broken(*_: object) -> None:
        raise RuntimeError("broken")

    with client_of(recorder, store) as client, caplog.at_level(logging.ERROR):
        monkeypatch.setattr(client.app.state.services.documents, "trace", broken)  # type: ignore[attr-defined]
        assert client.get("/api/traces/" + "x" * 32).status_code == 500
    assert "GET /api/traces/{trace_id} failed" in caplog.text
    assert "x" * 32 not in caplog.text


@pytest.mark.parametrize("reached", [{"host": "10.0.0.1"}, {"allowed_hosts": ("a.example",)}])
def test_metrics_of_a_server_that_others_reach_need_the_token(
    recorder: CountingRecorder, store: Store, reached: dict[str, object]
) -> None:
    with client_of(recorder, store, **reached) as client:
        assert client.get("/metrics").status_code == 200
        assert client.get("/metrics", headers={"Authorization": ""}).status_code == 401
        assert client.get("/healthz", headers={"Authorization": ""}).status_code == 200


def test_a_log_line_is_one_object() -> None:
    record = logging.LogRecord("chainrule.server", logging.INFO, "", 0, "re\nquest", None, None)
    record.facts = {"status": 200}
    line = Lines().format(record)
    assert "\n" not in line
    assert (
        json.loads(line).items() >= {"event": "re\nquest", "status": 200, "level": "info"}.items()
    )


def test_stopping_lets_runs_end_and_cancels_the_rest(
    recorder: CountingRecorder, store: Store
) -> None:
    """A short run is kept, one without end is cancelled when its time is over."""

    async def answer() -> Trace:
        order = recorder.jobs[-1].source
        await asyncio.sleep(0.3 if order == "short" else 600)
        return recorder.trace

    recorder.answer = answer
    began = time.monotonic()
    with client_of(recorder, store, drain=1.0) as client:
        for program in ("short", "endless"):
            client.post("/api/runs", json={"program": program}).raise_for_status()
            time.sleep(0.05)
        runs = client.app.state.services.runs  # type: ignore[attr-defined]
        live = list(runs._live.values())
    assert [run.state for run in live] == ["done", "cancelled"]
    assert 0.9 < time.monotonic() - began < 20


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """Two server processes with one store and a log."""
    folder = tmp_path_factory.mktemp("pair")
    environment = {"CHAINRULE_STORE": str(folder / "t.sqlite"), "CHAINRULE_LOG": "info"}
    with Serving("--workers", "2", environment=environment) as started:
        errors: list[str] = []
        assert started.process.stderr is not None
        reader = threading.Thread(target=lambda: errors.extend(started.process.stderr))  # type: ignore[arg-type]
        reader.start()
        started.log = errors
        yield started
        started.process.kill()
        reader.join(20)


def children(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task").iterdir()
    return [int(each) for task in tasks for each in (task / "children").read_text().split()]


def test_processes_side_by_side_are_one_server(pair: Serving) -> None:
    assert len(children(pair.process.pid)) == 2
    status, body, place = pair.post("/api/traces", {"program": "import torch\nprint('SECRET')"})
    assert (status, json.loads(body)["output"]) == (201, "SECRET\n")
    for _ in range(8):
        assert pair.get(place) == body
    text = pair.get("/metrics").decode()
    found = [line for line in text.splitlines() if "traces/{trace_id}" in line and "_total" in line]
    assert found == [
        'chainrule_requests_total{method="GET",route="/api/traces/{trace_id}",status="200"} 8.0'
    ]


def test_a_server_process_that_dies_is_replaced(pair: Serving) -> None:
    (victim, other) = children(pair.process.pid)
    os.kill(victim, signal.SIGKILL)
    for _ in range(200):
        now = children(pair.process.pid)
        if len(now) == 2 and victim not in now:
            break
        time.sleep(0.1)
    assert other in now
    assert pair.get("/healthz")


def test_stopping_them_ends_every_process_and_the_log_has_no_program(pair: Serving) -> None:
    family = [*children(pair.process.pid)]
    family += [each for process in family for each in children(process)]
    pair.process.send_signal(signal.SIGTERM)
    assert pair.process.wait(120) == -signal.SIGTERM
    for each in family:
        with pytest.raises(ProcessLookupError):
            os.kill(each, 0)
    lines = [json.loads(line) for line in pair.log]
    assert {"started", "request", "run", "sandbox", "stopping"} <= {each["event"] for each in lines}
    assert "SECRET" not in "".join(pair.log)
    assert pair.token not in "".join(pair.log)


def test_one_interrupt_waits_for_a_run_and_leaves_nobody_behind() -> None:
    with Serving() as started:
        outcome: list[object] = []

        def run() -> None:
            try:
                outcome.append(started.post("/api/traces", {"program": SLEEP})[0])
            except HTTPError as error:
                outcome.append(error)

        asking = threading.Thread(target=run)
        asking.start()
        time.sleep(4)  # the sandbox's start
        family = children(started.process.pid)
        status, errors = started.stop(signal.SIGINT)
        asking.join(20)
    assert (status, errors, outcome) == (0, "", [201])
    for each in family:
        with pytest.raises(ProcessLookupError):
            os.kill(each, 0)
