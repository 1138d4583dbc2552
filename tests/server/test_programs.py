"""Programs that somebody sends: who may, what comes back, and how a run is followed."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from chainrule.sandbox import Lost, SandboxError, TookTooLong
from chainrule.server import Settings, create_app
from chainrule.store import Store
from chainrule.trace import Trace
from tests.server.recorder import CountingRecorder

TOKEN = "a token of the tests"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
PROGRAM = {"program": "import torch\n"}


@pytest.fixture
def stranger(recorder: CountingRecorder, store: Store) -> Iterator[TestClient]:
    settings = Settings.read(warm=False, token=TOKEN)
    app = create_app(settings, store=store, recorder=recorder)
    with TestClient(app, base_url="http://127.0.0.1:8000") as connected:
        yield connected


@pytest.fixture
def student(stranger: TestClient) -> TestClient:
    stranger.post("/api/session", json={"token": TOKEN}).raise_for_status()
    return stranger


def never() -> Any:
    return asyncio.Event().wait()


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer x"}, {"Authorization": TOKEN}])
def test_without_the_token_nothing_is_run(
    stranger: TestClient, recorder: CountingRecorder, headers: dict[str, str]
) -> None:
    for method, path in (("POST", "/api/traces"), ("POST", "/api/runs")):
        answer = stranger.request(method, path, json=PROGRAM, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert "#token=" in answer.json()["detail"]
    for method in ("GET", "DELETE"):
        assert stranger.request(method, "/api/runs/x", headers=headers).status_code == 401
    assert recorder.jobs == []


def test_the_token_is_exchanged_for_a_cookie_that_scripts_cannot_read(
    stranger: TestClient, recorder: CountingRecorder
) -> None:
    assert stranger.get("/api/session").json()["joined"] is False
    assert stranger.post("/api/session", json={"token": "wrong"}).status_code == 401
    answer = stranger.post("/api/session", json={"token": TOKEN})
    assert answer.json()["joined"] is True
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert TOKEN not in cookie
    assert stranger.get("/api/session").json()["joined"] is True
    assert stranger.post("/api/traces", json=PROGRAM).status_code == 201


def test_a_cookie_that_another_token_signed_is_refused(
    stranger: TestClient, recorder: CountingRecorder, store: Store
) -> None:
    settings = Settings.read(warm=False, token="the token of last week")
    app = create_app(settings, store=store, recorder=recorder)
    with TestClient(app, base_url="http://127.0.0.1:8000") as former:
        former.post("/api/session", json={"token": "the token of last week"}).raise_for_status()
        (name, value) = next(iter(former.cookies.items()))
    assert stranger.post("/api/traces", json=PROGRAM, headers={"Cookie": f"{name}={value}"})
    ours = stranger.post("/api/session", json={"token": TOKEN}).headers["set-cookie"].split("=")[0]
    assert ours != name
    stranger.cookies.clear()
    answer = stranger.post("/api/traces", json=PROGRAM, headers={"Cookie": f"{ours}={value}"})
    assert answer.status_code == 401


def test_a_program_is_run_once_and_its_trace_found_again(
    stranger: TestClient, recorder: CountingRecorder
) -> None:
    order = {**PROGRAM, "title": "Mine", "seed": 3, "values": "statistics"}
    first, second = (stranger.post("/api/traces", json=order, headers=BEARER) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json() == recorder.trace.to_dict()
    assert first.headers["location"] == second.headers["location"]
    (job,) = recorder.jobs
    assert (job.source, job.title, job.seed) == (PROGRAM["program"], "Mine", 3)
    assert job.options.values == "statistics"
    assert stranger.get(first.headers["location"]).content == first.content


def test_without_a_seed_every_run_is_another(
    stranger: TestClient, recorder: CountingRecorder
) -> None:
    for _ in range(2):
        order = {**PROGRAM, "seed": None}
        assert stranger.post("/api/traces", json=order, headers=BEARER).status_code == 201
    assert len(recorder.jobs) == 2


@pytest.mark.parametrize(
    ("error", "status", "reason"),
    [
        (TookTooLong("It ran on.", output="1\n2\n"), 422, "took-too-long"),
        (Lost("It was lost."), 503, "lost"),
    ],
)
def test_a_program_without_a_trace_is_a_problem_with_its_reason(
    student: TestClient,
    recorder: CountingRecorder,
    error: SandboxError,
    status: int,
    reason: str,
) -> None:
    async def fail() -> Trace:
        raise error

    recorder.answer = fail
    answer = student.post("/api/traces", json=PROGRAM)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["detail"], problem["reason"]) == (str(error), reason)
    assert problem["hint"].endswith(".")
    assert problem.get("output", "") == error.output
    run = student.post("/api/runs", json=PROGRAM).json()
    run = student.get(f"/api/runs/{run['id']}?wait=10&seen={run['version']}").json()
    run = student.get(f"/api/runs/{run['id']}?wait=10").json()
    assert run["state"] == "failed"
    assert run["problem"]["reason"] == reason


def test_a_run_is_followed_to_its_trace(student: TestClient, recorder: CountingRecorder) -> None:
    recorder.seconds = 0.1
    answer = student.post("/api/runs", json=PROGRAM)
    assert answer.status_code == 202
    run = answer.json()
    place = answer.headers["location"]
    assert place == f"/api/runs/{run['id']}"
    states = [run["state"]]
    while run["state"] not in ("done", "failed"):
        run = student.get(f"{place}?wait=10&seen={run['version']}").json()
        states.append(run["state"])
    assert states == ["queued", "running", "done"]
    assert run["elapsed"] >= 0.1
    document = student.get(f"/api/traces/{run['trace']}").json()
    assert document["id"] == recorder.trace.id
    assert student.get(place).json() == run
    again = student.post("/api/runs", json=PROGRAM).json()
    assert (again["state"], again["trace"]) == ("done", run["trace"])


def test_a_client_has_one_run_at_a_time_and_can_cancel_it(
    student: TestClient, recorder: CountingRecorder
) -> None:
    recorder.answer = never
    place = student.post("/api/runs", json=PROGRAM).headers["location"]
    answer = student.post("/api/runs", json={"program": "another"})
    assert answer.status_code == 429
    assert answer.headers["retry-after"]
    assert "cancel it first" in answer.json()["detail"]
    assert student.delete(place).json()["state"] == "cancelled"
    assert student.delete(place).json()["state"] == "cancelled"
    recorder.answer = None
    assert student.post("/api/traces", json=PROGRAM).status_code == 201


def test_equal_programs_of_two_clients_are_run_once_until_both_have_gone(
    stranger: TestClient, recorder: CountingRecorder
) -> None:
    token = stranger.app.state.services.token  # type: ignore[attr-defined]
    one, other, third = ({"Cookie": f"{token.cookie}={token.admit()}"} for _ in range(3))
    there = asyncio.Event()

    async def answer() -> Trace:
        await there.wait()
        return recorder.trace

    recorder.answer = answer
    first = stranger.post("/api/runs", json=PROGRAM, headers=one).headers["location"]
    second = stranger.post("/api/runs", json=PROGRAM, headers=other).headers["location"]
    assert stranger.get(f"{second}?wait=5&seen=0", headers=other).json()["state"] == "running"
    assert stranger.delete(first, headers=one).json()["state"] == "cancelled"
    assert stranger.get(second, headers=other).json()["state"] == "running"
    assert len(recorder.jobs) == 1
    assert stranger.delete(second, headers=other).json()["state"] == "cancelled"
    again = stranger.post("/api/runs", json=PROGRAM, headers=third).headers["location"]
    stranger.portal.call(there.set)  # type: ignore[union-attr]
    run = stranger.get(f"{again}?wait=5&seen=1", headers=third).json()
    while run["state"] != "done":
        run = stranger.get(f"{again}?wait=5&seen={run['version']}", headers=third).json()
    assert len(recorder.jobs) == 2


def test_a_run_that_nobody_asks_for_gives_up_its_place(
    student: TestClient, recorder: CountingRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chainrule.server.runs.ABANDONED", 0.4)
    recorder.answer = never
    place = student.post("/api/runs", json=PROGRAM).headers["location"]
    for _ in range(4):  # followed for longer than that
        time.sleep(0.2)
        assert student.get(place).json()["state"] == "running"
    time.sleep(0.8)
    run = student.get(place).json()
    assert (run["state"], run["problem"]["reason"]) == ("cancelled", "abandoned")
    assert "run it again" in run["problem"]["detail"]
    recorder.answer, recorder.seconds = None, 0.8  # who holds the line is not gone
    assert student.post("/api/traces", json=PROGRAM).status_code == 201


def test_a_run_that_is_not_there_is_a_sentence(student: TestClient) -> None:
    for method in ("GET", "DELETE"):
        answer = student.request(method, "/api/runs/nope")
        assert answer.status_code == 404
        assert answer.json()["detail"].startswith("There is no run 'nope'")


def test_what_waits_is_bounded(recorder: CountingRecorder, store: Store) -> None:
    recorder.answer = never
    for limits, status in (({"queue": 2}, 503), ({"runs_per_address": 2}, 429)):
        settings = Settings.read(warm=False, token=TOKEN, drain=0, **limits)
        app = create_app(settings, store=store, recorder=recorder)
        with TestClient(app, base_url="http://127.0.0.1:8000", headers=BEARER) as client:
            answers = [client.post("/api/runs", json={"program": str(n)}) for n in range(3)]
        assert [each.status_code for each in answers] == [202, 202, status]
