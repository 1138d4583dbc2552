"""oEmbed: a link to a page of ours becomes its frame, or an answer that says why not."""

import html
import re
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient

from chainrule.lessons import LESSONS
from chainrule.server import Settings, create_app
from chainrule.store import Store
from chainrule.trace import Trace
from tests.server.recorder import CountingRecorder

BASE = "http://127.0.0.1:8000"
SLUG = LESSONS[0].slug


def ask(client: TestClient, url: str, **others: object) -> tuple[int, dict[str, object]]:
    answer = client.get("/oembed", params={"url": url, **others})
    return answer.status_code, answer.json()


def test_a_page_says_where_to_ask(client: TestClient, store: Store, recorded: Trace) -> None:
    for path in (f"/lessons/{SLUG}", f"/t/{store.put(recorded)}", f"/embed/{SLUG}"):
        head = client.get(path).text.partition("</head>")[0]
        (address,) = re.findall(r'type="application/json\+oembed" href="([^"]+)"', head)
        answer = client.get(html.unescape(address))
        assert answer.status_code == 200
        assert answer.json()["type"] == "rich"


def test_a_step_becomes_its_frame_and_its_picture(client: TestClient) -> None:
    status, rich = ask(
        client, f"{BASE}/lessons/{SLUG}?theme=dark#step=backward-2&show=values,chain"
    )
    assert status == 200
    assert (rich["version"], rich["width"], rich["height"]) == ("1.0", 960, 540)
    frame = html.unescape(str(rich["html"]))
    assert f'src="{BASE}/embed/{SLUG}#theme=dark&step=backward-2&show=values,chain"' in frame
    thumbnail = urlsplit(str(rich["thumbnail_url"]))
    assert thumbnail.path == f"/embed/{SLUG}/poster.png"
    assert "step=backward-2" in thumbnail.query
    sent = client.get(f"{thumbnail.path}?{thumbnail.query}", follow_redirects=False)
    assert sent.status_code == 307
    assert re.fullmatch(r"/api/traces/[\w-]+/export/png\?.*", sent.headers["location"])
    assert sent.headers["cross-origin-resource-policy"] == "cross-origin"


@pytest.mark.parametrize(
    ("most", "size"),
    [
        ({"maxwidth": 640}, (640, 360)),
        ({"maxheight": 270}, (480, 270)),
        ({"maxwidth": 4000}, (960, 540)),
    ],
)
def test_it_is_no_larger_than_asked(
    client: TestClient, most: dict[str, int], size: tuple[int, int]
) -> None:
    _, rich = ask(client, f"{BASE}/", **most)
    assert (rich["width"], rich["height"]) == size


@pytest.mark.parametrize(
    ("url", "others", "status", "sentence"),
    [
        ("https://evil.example/lessons/x", {}, 404, "no address of this server"),
        ("javascript://127.0.0.1/lessons/x", {}, 404, "no address of this server"),
        ("http://[::1", {}, 404, "no address of this server"),
        (f"{BASE}/docs", {}, 404, "neither a lesson nor a trace"),
        (f"{BASE}/t/nope", {}, 404, "There is no trace 'nope'"),
        (f"{BASE}/", {"format": "xml"}, 501, "not as 'xml'"),
        (f"{BASE}/", {"maxwidth": 0}, 422, "maxwidth"),
    ],
)
def test_what_cannot_be_is_said(
    client: TestClient, url: str, others: dict[str, object], status: int, sentence: str
) -> None:
    answered, problem = ask(client, url, **others)
    assert answered == status
    assert sentence in str(problem["detail"])


def test_where_nobody_may_frame_it_is_401(recorder: CountingRecorder, store: Store) -> None:
    settings = Settings(frame_ancestors="'none'", warm=False)
    app = create_app(settings, store=store, recorder=recorder)
    with TestClient(app, base_url=BASE) as client:
        assert ask(client, f"{BASE}/")[0] == 401


def test_a_class_s_server_knows_itself_by_its_address(
    recorder: CountingRecorder, store: Store
) -> None:
    app = create_app(Settings(host="0.0.0.0", warm=False), store=store, recorder=recorder)
    with TestClient(app, base_url="http://10.0.0.7:8000") as client:
        assert ask(client, f"http://10.0.0.7:8000/lessons/{SLUG}")[0] == 200
        assert ask(client, f"http://10.0.0.8:8000/lessons/{SLUG}")[0] == 404


def test_a_hostile_step_stays_in_its_attribute(client: TestClient) -> None:
    _, rich = ask(client, f'{BASE}/lessons/{SLUG}#step="><script>alert(1)</script>')
    assert "<script" not in str(rich["html"])
