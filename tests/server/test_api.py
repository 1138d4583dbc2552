"""The REST API: lessons, traces and what is derived from them."""

import json
from concurrent.futures import ThreadPoolExecutor

from fastapi.testclient import TestClient

from chainrule.lessons import LESSONS
from chainrule.sandbox import TookTooLong
from chainrule.server import Settings, create_app
from chainrule.store import Store
from chainrule.trace import Trace, encode, json_schema
from chainrule.why import why
from tests.server.recorder import CountingRecorder

ORDER = {"lesson": LESSONS[0].slug}


def test_the_lessons_are_listed_in_their_order(client: TestClient) -> None:
    listed = client.get("/api/lessons").json()["lessons"]
    assert [each["slug"] for each in listed] == [each.slug for each in LESSONS]
    assert all(each["title"] and each["summary"] for each in listed)


def test_a_lesson_gives_its_program_and_notes(client: TestClient) -> None:
    first = LESSONS[0]
    answer = client.get(f"/api/lessons/{first.slug}").json()
    assert answer["program"] == first.program
    assert [note["text"] for note in answer["notes"]] == [note.text for note in first.notes]
    assert answer["notes"][0]["at"]["kind"] == first.notes[0].at.kind


def test_a_lesson_is_run_at_the_first_request_only(
    client: TestClient, recorder: CountingRecorder
) -> None:
    first, second = (client.post("/api/traces", json=ORDER) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json() == recorder.trace.to_dict()
    assert first.headers["location"] == second.headers["location"]
    assert recorder.trace.id not in first.headers["location"]
    (job,) = recorder.jobs
    assert (job.source, job.title) == (LESSONS[0].program, LESSONS[0].title)


def test_opening_a_lesson_many_times_at_once_runs_it_once(
    client: TestClient, recorder: CountingRecorder
) -> None:
    recorder.seconds = 0.2
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.post("/api/traces", json=ORDER), range(8)))
    assert len(recorder.jobs) == 1
    assert sorted(each.status_code for each in answers) == [200] * 7 + [201]


def test_a_lesson_already_in_the_store_is_not_run_again(
    recorder: CountingRecorder, store: Store
) -> None:
    for expected in (201, 200):
        app = create_app(Settings(warm=False), store=store, recorder=recorder)
        with TestClient(app, base_url="http://127.0.0.1") as client:
            assert client.post("/api/traces", json=ORDER).status_code == expected
    assert len(recorder.jobs) == 1


def test_a_run_that_fails_is_a_sentence_and_is_tried_again(
    client: TestClient, recorder: CountingRecorder
) -> None:
    async def fail() -> Trace:
        raise TookTooLong("The program was stopped after 10 s.")

    recorder.answer = fail
    for _ in range(2):
        answer = client.post("/api/traces", json=ORDER)
        assert answer.status_code == 503
        assert answer.json()["detail"].endswith("The program was stopped after 10 s.")
    assert len(recorder.jobs) == 2


def test_a_trace_is_the_document_byte_for_byte(
    client: TestClient, store: Store, recorded: Trace
) -> None:
    answer = client.get(f"/api/traces/{store.put(recorded)}")
    assert answer.content == recorded.to_json().encode()
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_the_layout_is_that_of_the_trace(client: TestClient, store: Store, recorded: Trace) -> None:
    from chainrule.layout import lay_out

    for direction in ("lr", "tb"):
        place = f"/api/traces/{store.put(recorded)}/layout?direction={direction}"
        expected = json.loads(json.dumps(lay_out(recorded, direction).to_dict()))
        assert client.get(place).json() == expected


def test_why_is_answered_from_the_trace(client: TestClient, store: Store, recorded: Trace) -> None:
    (data,) = (number for number, each in enumerate(recorded.tensors) if each.name == "X")
    place = f"/api/traces/{store.put(recorded)}/why"
    assert client.get(f"{place}?tensor={data}").json() == encode(why(recorded, data))
    assert client.get(f"{place}?tensor={data}&step=-1").json() == encode(why(recorded, data, -1))
    for asked, sentence in (
        ("tensor=999", "There is no tensor 999; the trace has"),
        ("tensor=0&step=999", "There is no step 999; the trace has"),
    ):
        answer = client.get(f"{place}?{asked}")
        assert answer.status_code == 404
        assert answer.json()["detail"].startswith(sentence)
    assert client.get(place).status_code == 422


def test_the_schema_is_the_models(client: TestClient) -> None:
    answer = client.get("/api/schema/trace")
    assert answer.headers["content-type"] == "application/schema+json"
    assert answer.json() == json_schema()


def test_rules_are_given_under_the_names_asked_for(client: TestClient) -> None:
    answer = client.get("/api/rules?of=MulBackward0,relu,,nope,relu").json()["rules"]
    assert set(answer) == {"MulBackward0", "relu"}
    assert answer["relu"]["op"] == "relu"
    first = answer["MulBackward0"]["inputs"][0]
    assert "partial" in first["rule"]["latex"]
    assert first["rule"]["mathml"].startswith("<math")


def test_it_is_healthy(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
