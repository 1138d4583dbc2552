"""Every error is a problem document with a sentence."""

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from chainrule.lessons import LESSONS
from chainrule.server import Settings, create_app
from chainrule.store import Store
from chainrule.trace import Trace
from tests.server.recorder import CountingRecorder

REQUESTS = [
    ("GET", "/nope", 404, "There is nothing at /nope"),
    ("GET", "/static/nope.js", 404, "There is nothing at /static/nope.js"),
    ("GET", "/static/%2e%2e/%2e%2e/pyproject.toml", 404, "There is nothing at"),
    ("GET", "/lessons/nope", 404, "There is no lesson 'nope'; the lessons are "),
    ("GET", "/api/lessons/nope", 404, "There is no lesson 'nope'"),
    ("GET", "/t/nope", 404, "There is no trace 'nope'"),
    ("GET", "/api/traces/nope", 404, "There is no trace 'nope'"),
    ("GET", "/api/traces/nope/graph", 404, "There is no trace 'nope'"),
    ("GET", "/api/traces/nope/layout", 404, "There is no trace 'nope'"),
    ("GET", "/api/traces/nope/layout?direction=up", 422, "query.direction"),
    ("PUT", "/api/traces", 405, "PUT is not possible at /api/traces"),
    ("DELETE", "/", 405, "DELETE is not possible at /"),
]
BODIES = [
    ('{"lesson": "nope"}', 404, "There is no lesson 'nope'"),
    ("{}", 422, "body.lesson"),
    ('{"lesson": 3}', 422, "body.lesson"),
    ('{"lesson": "nope", "program": "x"}', 422, "body.lesson"),
    ('{"lesson": "' + "x" * 200 + '"}', 422, "body.lesson"),
    ('{"lesson": "\\ud800"}', 400, "half of a character"),
    ('{"program": "\\udfff\\ud800"}', 400, "half of a character"),
    ('"lesson"', 422, "body"),
    ("{", 422, "body"),
    ("", 422, "body"),
    ("[" * 10_000, 400, "nested more than 64 deep"),
    ('{"a":' * 5_000, 400, "nested more than 64 deep"),
    ('["' + r"\"\\" * 30 + '",' + "[" * 64, 400, "nested more than 64 deep"),
    ("[" * 64 + "]" * 64, 422, "body"),
    ("[" * 200_000, 400, "outside of its texts"),
    ('"' * 200_000, 400, "outside of its texts"),
    # No text closes: whoever looks for the end from every quote is at it for hours.
    ('{"program": "' + r"\"" * 300_000, 422, "JSON decode error"),
    ('{"program": "' + "[" * 1000 + '", "seed": -1}', 422, "body.seed"),
    ("NaN", 400, "NaN, which is no number"),
    ('{"program": "x", "seed": Infinity}', 400, "Infinity, which is no number"),
    ('{"program": "x", "seed": ' + "9" * 5000 + "}", 400, "is its body JSON?"),
]


def check(answer: Response, status: int, detail: str) -> None:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    problem = answer.json()
    assert (problem["status"], problem["type"]) == (status, "about:blank")
    assert detail in problem["detail"]
    assert problem["detail"].endswith((".", "?"))


@pytest.mark.parametrize(("method", "path", "status", "detail"), REQUESTS)
def test_a_request(client: TestClient, method: str, path: str, status: int, detail: str) -> None:
    check(client.request(method, path), status, detail)


def test_what_is_possible_is_all_listed(client: TestClient) -> None:
    possible = {"/api/session": "GET, HEAD, POST", "/api/runs/x": "DELETE, GET, HEAD"}
    for path, allowed in {**possible, "/api/runs": "POST", "/static/x.js": "GET, HEAD"}.items():
        answer = client.request("PATCH", path)
        assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


@pytest.mark.parametrize(("body", "status", "detail"), BODIES, ids=lambda value: str(value)[:20])
def test_a_body(client: TestClient, body: str, status: int, detail: str) -> None:
    headers = {"Content-Type": "application/json"}
    check(client.post("/api/traces", content=body, headers=headers), status, detail)


@pytest.mark.parametrize("kind", ["application/JSON", "application/problem+Json"])
def test_a_body_whose_type_is_written_large(client: TestClient, kind: str) -> None:
    answer = client.post("/api/traces", content='{"seed": NaN}', headers={"Content-Type": kind})
    check(answer, 400, "NaN, which is no number")


def test_a_body_in_another_encoding(client: TestClient) -> None:
    """Its brackets would be counted wrongly: half of a letter can look like a quote."""
    body, headers = '{"lesson": "∢"}'.encode("utf-16"), {"Content-Type": "application/json"}
    check(client.post("/api/traces", content=body, headers=headers), 400, "is not in UTF-8")


def test_a_body_of_another_type(client: TestClient) -> None:
    headers = {"Content-Type": "text/plain"}
    check(client.post("/api/traces", content='{"lesson": "x"}', headers=headers), 422, "body")


def test_a_crash_says_nothing_of_its_inside(client: TestClient, recorder: CountingRecorder) -> None:
    async def crash() -> Trace:
        raise ZeroDivisionError("a secret")

    recorder.answer = crash
    answer = client.post("/api/traces", json={"lesson": LESSONS[0].slug})
    check(answer, 500, "The server failed at this request")
    assert "secret" not in answer.text


def test_an_error_has_the_security_headers_too(recorder: CountingRecorder, store: Store) -> None:
    app = create_app(Settings(warm=False), store=store, recorder=recorder)

    @app.get("/crash")
    def crash() -> None:
        raise ZeroDivisionError

    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        answer = client.get("/crash")
    check(answer, 500, "The server failed")
    assert "script-src 'self'" in answer.headers["content-security-policy"]


def test_a_store_that_does_not_answer_keeps_its_words_to_the_log(
    client: TestClient, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    with store._database.writing() as connection:
        connection.exec_driver_sql("DROP TABLE chainrule_traces")
    answer = client.get("/api/traces/" + "0" * 32)
    check(answer, 503, "store of traces does not answer")
    assert "chainrule_traces" not in answer.text
    facts = [getattr(record, "facts", {}) for record in caplog.records]
    assert any("chainrule_traces" in str(each.get("reason")) for each in facts)
