"""Pages for other sites' frames: locked in, with their documents inside them as text."""

import dataclasses
import json
import re

import pytest
from fastapi.testclient import TestClient

from chainrule.export.html import SHEETS
from chainrule.lessons import LESSONS
from chainrule.server import Settings, create_app
from chainrule.store import Store
from chainrule.trace import Trace
from tests.server.recorder import CountingRecorder

DOCUMENT = re.compile(
    r'<script type="application/json" data-document="(\w+)">(.*?)</script>', re.DOTALL
)
HOSTILE = "</script><script>alert(1)</script> \"'&amp; \u202egnp.exe\u2066"


def documents(page: str) -> dict[str, object]:
    return {name: json.loads(text) for name, text in DOCUMENT.findall(page)}


def test_a_lesson_and_a_trace_can_be_embedded(
    client: TestClient, store: Store, recorded: Trace
) -> None:
    lesson = client.get(f"/embed/{LESSONS[0].slug}")
    assert lesson.headers["content-type"] == "text/html; charset=utf-8"
    found = documents(lesson.text)
    assert found.keys() == {"boot", "trace", "layouts", "rules", "lesson"}
    assert found["trace"] == json.loads(recorded.to_json())
    assert found["lesson"]["slug"] == LESSONS[0].slug  # type: ignore[index]
    plain = documents(client.get(f"/embed/{store.put(recorded)}").text)
    assert plain["lesson"] is None
    assert "MseLossBackward0" in plain["rules"]["rules"]  # type: ignore[index]


def test_a_lesson_speaks_under_its_traces_address_too(store: Store, recorded: Trace) -> None:
    first = LESSONS[0]
    meta = dataclasses.replace(recorded.meta, title=first.title)
    made = dataclasses.replace(recorded, meta=meta).sealed()
    recorder = CountingRecorder(made)
    app = create_app(Settings(warm=False), store=store, recorder=recorder)
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        order = client.post("/api/traces", json={"lesson": first.slug})
        address = order.headers["location"].rpartition("/")[2]
        found = documents(client.get(f"/embed/{address}").text)["lesson"]
        told = f'"told": "{first.slug}"'
        assert found["slug"] == first.slug  # type: ignore[index]
        assert told in client.get(f"/t/{address}").text
        like = dataclasses.replace(made, meta=dataclasses.replace(meta, torch="0.0")).sealed()
        own = store.put(like)
        assert documents(client.get(f"/embed/{own}").text)["lesson"] is None


def test_its_picture_is_laid_out_as_asked(client: TestClient) -> None:
    for asked, given in (("tb", "tb"), ("lr", "lr"), ("upwards", "lr")):
        page = client.get(f"/embed/{LESSONS[0].slug}?dir={asked}").text
        assert documents(page)["layouts"][0]["direction"] == given  # type: ignore[index]


def test_it_is_locked_in(client: TestClient) -> None:
    answer = client.get(f"/embed/{LESSONS[0].slug}", headers={"Origin": "null"})
    policy = answer.headers["content-security-policy"].split("; ")
    assert policy[:2] == ["sandbox allow-scripts", "default-src 'none'"]
    assert "allow-same-origin" not in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers
    assert "access-control-allow-origin" not in answer.headers


def test_who_may_frame_it_is_a_setting(recorder: CountingRecorder, store: Store) -> None:
    settings = Settings(frame_ancestors="https://lectures.example", warm=False)
    app = create_app(settings, store=store, recorder=recorder)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        for path in (f"/embed/{LESSONS[0].slug}", "/embed/nope"):
            answer = client.get(path)
            policy = answer.headers["content-security-policy"]
            assert policy.endswith("; frame-ancestors https://lectures.example")
        assert documents(client.get(f"/embed/{LESSONS[0].slug}").text)["boot"]["hosts"] == [  # type: ignore[index]
            "https://lectures.example"
        ]
        policy = client.get("/").headers["content-security-policy"]
        assert policy.endswith("; frame-ancestors 'self'")


def test_what_is_not_there_is_said_in_the_frame(client: TestClient) -> None:
    answer = client.get("/embed/nope", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "There is no trace &#39;nope&#39;" in answer.text


@pytest.mark.parametrize("name", ["</script><script>alert(1)</script>", "%2e%2e%2fetc"])
def test_a_name_is_never_markup_or_a_path(client: TestClient, name: str) -> None:
    answer = client.get(f"/embed/{name}", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text


def test_a_hostile_title_stays_text(client: TestClient, store: Store, recorded: Trace) -> None:
    meta = dataclasses.replace(recorded.meta, title=HOSTILE)
    hostile = dataclasses.replace(recorded, meta=meta).sealed()
    page = client.get(f"/embed/{store.put(hostile)}").text
    assert "<script>alert" not in page
    assert documents(page)["trace"]["meta"]["title"] == HOSTILE  # type: ignore[index]


def test_it_has_the_style_of_the_page(client: TestClient) -> None:
    page, frame = (
        re.findall(r"/joined/([a-z+]+)\.css", client.get(path).text)[0].split("+")
        for path in ("/", f"/embed/{LESSONS[0].slug}")
    )
    assert frame == ["fonts", "mathematics", *SHEETS]
    own = {"editor", "export"}
    assert frame == [*(name for name in page if name not in own), "embed"]
