"""Servers that share a store: a run is followed and cancelled through any of them."""

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from chainrule.server import Settings, create_app
from chainrule.store import Notice, Store
from chainrule.trace import Failure, Trace
from tests.server.recorder import CountingRecorder

TOKEN = "a token of the tests"


@pytest.fixture
def two(recorder: CountingRecorder, tmp_path: Path) -> Iterator[list[TestClient]]:
    """Two servers; what one is told to run, it alone runs."""
    settings = Settings.read(warm=False, token=TOKEN, store=str(tmp_path / "t.sqlite"))
    apps = [create_app(settings, recorder=recorder) for _ in range(2)]
    with (
        TestClient(apps[0], base_url="http://127.0.0.1:8000") as one,
        TestClient(apps[1], base_url="http://127.0.0.1:8000") as other,
    ):
        one.post("/api/session", json={"token": TOKEN}).raise_for_status()
        other.cookies.update(one.cookies)
        yield [one, other]


def test_a_run_is_followed_through_another_server(
    two: list[TestClient], recorder: CountingRecorder
) -> None:
    recorder.seconds = 0.6
    one, other = two
    run = one.post("/api/runs", json={"program": "1"}).json()
    place = f"/api/runs/{run['id']}"
    states = [run["state"]]
    while states[-1] not in ("done", "failed"):
        run = other.get(f"{place}?wait=20&seen={run['version']}").json()
        states.append(run["state"])
    assert states[-1] == "done"
    assert other.get(f"/api/traces/{run['trace']}").json() == recorder.trace.to_dict()
    assert one.get(place).json()["trace"] == run["trace"]


def test_a_run_is_cancelled_through_another_server(
    two: list[TestClient], recorder: CountingRecorder
) -> None:
    async def never() -> Trace:
        await asyncio.sleep(600)
        return recorder.trace

    recorder.answer = never
    one, other = two
    run = one.post("/api/runs", json={"program": "1"}).json()
    answer = other.post("/api/runs", json={"program": "2"})
    assert answer.status_code == 429
    assert "cancel it first" in answer.json()["detail"]
    assert other.delete(f"/api/runs/{run['id']}").json()["state"] == "cancelled"
    assert one.get(f"/api/runs/{run['id']}").json()["state"] == "cancelled"
    recorder.answer = None
    assert other.post("/api/traces", json={"program": "2"}).status_code == 201


def test_equal_programs_of_two_servers_are_run_once(
    two: list[TestClient], recorder: CountingRecorder
) -> None:
    """By two people: one alone has one run at a time."""
    recorder.seconds = 0.5
    for each in two:
        each.cookies.clear()
        each.headers["Authorization"] = f"Bearer {TOKEN}"
    places = [each.post("/api/runs", json={"program": "1"}).headers["location"] for each in two]
    runs = []
    for each, place in zip(two, places, strict=True):
        run = each.get(place).json()
        while run["state"] in ("queued", "running"):
            run = each.get(f"{place}?wait=10&seen={run['version']}").json()
        runs.append(run)
    assert [run["state"] for run in runs] == ["done", "done"]
    assert runs[0]["trace"] == runs[1]["trace"]
    assert len(recorder.jobs) == 1


def test_a_stopped_run_is_run_again(two: list[TestClient], recorder: CountingRecorder) -> None:
    """What a limit stopped may get farther next time."""

    async def stopped() -> Trace:
        nowhere = dict.fromkeys(("phase", "step", "node", "file", "line", "operation"))
        failure: Any = {"type": "Stopped", "message": "It was stopped.", **nowhere}
        return replace(recorder.trace, error=Failure(**failure))

    recorder.answer = stopped
    for each in two:
        assert each.post("/api/traces", json={"program": "2"}).status_code == 201
    assert len(recorder.jobs) == 2


def test_a_run_that_another_server_is_asked_for_is_not_abandoned(
    two: list[TestClient], recorder: CountingRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chainrule.server.runs.ABANDONED", 1.5)
    recorder.seconds = 600
    one, other = two
    place = f"/api/runs/{one.post('/api/runs', json={'program': '1'}).json()['id']}"
    for _ in range(5):
        time.sleep(0.5)
        assert other.get(place).json()["state"] in ("queued", "running")
    time.sleep(2.2)
    assert other.get(place).json()["problem"]["reason"] == "abandoned"


def test_a_run_that_nobody_knows_is_a_sentence(two: list[TestClient]) -> None:
    for method in ("GET", "DELETE"):
        assert two[0].request(method, "/api/runs/nope").status_code == 404


def test_a_run_whose_server_is_gone_is_lost(
    two: list[TestClient],
    recorder: CountingRecorder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = two[0].post("/api/runs", json={"program": "1"}).json()
    monkeypatch.setattr("chainrule.store.board.SECONDS_ALIVE", -1.0)
    document = {**run, "id": "orphan", "state": "running"}
    with Store(tmp_path / "t.sqlite") as third:
        text = json.dumps(document)
        third.board.post([Notice(run="orphan", client="c", document=text, over=False)])
    answer = two[1].get("/api/runs/orphan?wait=20").json()
    assert (answer["state"], answer["problem"]["reason"]) == ("failed", "lost")
