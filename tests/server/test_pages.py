"""The pages say what to open, in HTML that nothing in a name can break out of."""

import dataclasses
import html
import json
import re
from typing import Any

from fastapi.testclient import TestClient

from chainrule.lessons import LESSONS
from chainrule.store import Store
from chainrule.trace import Trace

BOOT = re.compile(r'<script type="application/json" id="boot">(.*?)</script>', re.DOTALL)


def boot(text: str) -> dict[str, Any]:
    (found,) = BOOT.findall(text)
    told: dict[str, Any] = json.loads(found)
    assert [each["slug"] for each in told.pop("lessons")] == [each.slug for each in LESSONS]
    return told


def test_the_first_page_opens_the_first_lesson(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert boot(page.text) == {
        "lesson": LESSONS[0].slug,
        "trace": None,
        "told": None,
        "pairs": [],
    }


def test_every_lesson_has_a_page(client: TestClient) -> None:
    for lesson in LESSONS:
        assert boot(client.get(f"/lessons/{lesson.slug}").text)["lesson"] == lesson.slug


def test_the_overview_leads_to_every_lesson_and_pair(client: TestClient) -> None:
    page = client.get("/lessons").text
    for lesson in LESSONS:
        assert f'<a href="/lessons/{lesson.slug}">' in page
        assert html.escape(lesson.summary, quote=False) in html.unescape(page).replace("&", "&amp;")
    assert page.count("#twin=") == 6


def test_a_lesson_knows_what_to_show_beside_it(client: TestClient) -> None:
    pairs = boot(client.get("/lessons/sgd").text)["pairs"]
    assert [pair["slug"] for pair in pairs] == ["momentum", "adam"]
    (back,) = boot(client.get("/lessons/adam").text)["pairs"]
    assert back["slug"] == "sgd"


def test_a_trace_has_a_page(client: TestClient, store: Store, recorded: Trace) -> None:
    address = store.put(recorded)
    page = client.get(f"/t/{address}")
    assert boot(page.text) == {"lesson": None, "trace": address, "told": None, "pairs": []}
    assert recorded.id not in page.text
    assert "<title>A small program" in page.text


def test_a_title_is_text_and_never_markup(
    client: TestClient, store: Store, recorded: Trace
) -> None:
    title = '</title><script>alert("1")</script>'
    meta = dataclasses.replace(recorded.meta, title=title)
    hostile = dataclasses.replace(recorded, meta=meta).sealed()
    page = client.get(f"/t/{store.put(hostile)}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_the_pages_have_no_inline_script_style_or_foreign_address(client: TestClient) -> None:
    for path in ("/", "/docs"):
        page = client.get(path).text
        assert not re.search(r"<script(?![^>]*(\bsrc=|application/json))", page)
        assert not re.search(r"\sstyle=|<style|\son\w+=", page)
        own = page.replace("http://127.0.0.1:8000/oembed", "/oembed")
        assert not re.search(r"(src|href)=.?(https?:)?//", own)


def test_what_the_pages_load_is_there(client: TestClient) -> None:
    for path in ("/", "/docs"):
        for place in re.findall(r'(?:src|href)="(/static/[^"#?]+)"', client.get(path).text):
            assert client.get(place).status_code == 200, place


def test_the_documentation_names_every_operation(client: TestClient) -> None:
    page = client.get("/docs").text
    openapi = client.get("/openapi.json").json()
    for path in openapi["paths"]:
        assert f"<code>{path}</code>" in page
    for name in openapi["components"]["schemas"]:
        assert f'id="schema-{name}"' in page


def test_a_browser_is_told_in_a_page_what_is_not_there(client: TestClient) -> None:
    answer = client.get("/lessons/nope", headers={"Accept": "text/html,*/*"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "There is no lesson &#39;nope&#39;" in answer.text
