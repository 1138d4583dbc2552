"""What stands before every request; each test is named for the attack."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from chainrule.lessons import LESSONS
from chainrule.server import Settings, create_app
from chainrule.server.rates import Rate
from chainrule.store import Store
from tests.server.recorder import CountingRecorder

ORDER = {"lesson": LESSONS[0].slug}
OURS = "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "evil.example:8000", "127.0.0.1.evil.example", "0.0.0.0", "", "[::1"),
        *("evil.example@127.0.0.1", "127.0.0.1/evil.example", "localhost#evil", "localhost?evil"),
        *("localhost.", "localhost:x", "2130706433", "localhost:80:80", "127.0.0.1\\@evil.example"),
    ],
)
def test_a_rebound_name_reads_nothing(client: TestClient, host: str) -> None:
    answer = client.get("/api/lessons", headers={"Host": host})
    assert answer.status_code == 421
    assert "CHAINRULE_ALLOWED_HOSTS" in answer.json()["detail"]


def test_two_names_are_none(client: TestClient) -> None:
    for hosts in (["127.0.0.1", "evil.example"], ["127.0.0.1:80, evil.example"]):
        headers = [("Host", host) for host in hosts]
        assert client.get("/api/lessons", headers=headers).status_code == 421


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:8000"])
def test_the_loopbacks_names_are_served(client: TestClient, host: str) -> None:
    assert client.get("/api/lessons", headers={"Host": host}).status_code == 200


def test_a_name_that_the_operator_allows_is_served(
    recorder: CountingRecorder, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHAINRULE_ALLOWED_HOSTS", '["Lectures.example"]')
    app = create_app(Settings(host="0.0.0.0", warm=False), store=store, recorder=recorder)
    with TestClient(app, base_url="http://lectures.example") as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/healthz", headers={"Host": "0.0.0.0"}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://127.0.0.1:9000"},
        {"Origin": f"{OURS}.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": OURS, "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_another_sites_page_changes_nothing(
    client: TestClient, recorder: CountingRecorder, headers: dict[str, str]
) -> None:
    answer = client.post("/api/traces", json=ORDER, headers=headers)
    assert answer.status_code == 403
    assert recorder.jobs == []


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": OURS}, {"Origin": OURS, "Sec-Fetch-Site": "same-origin"}],
)
def test_our_own_page_may(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/api/traces", json=ORDER, headers=headers).status_code == 201


def test_a_body_announced_as_too_large_is_not_read(client: TestClient) -> None:
    answer = client.post("/api/traces", content=b"x" * (Settings().max_body + 1))
    assert answer.status_code == 413
    assert answer.json()["detail"].endswith("1,048,576 bytes allowed here.")


def test_a_body_that_grows_too_large_is_not_read(client: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 65_536

    assert client.post("/api/traces", content=chunks()).status_code == 413


def test_a_length_that_is_no_number_is_refused(client: TestClient) -> None:
    headers = {"Content-Length": "-1"}
    assert client.post("/api/traces", content=b"{}", headers=headers).status_code == 413


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate, gzip", "x"])
def test_a_compression_bomb_is_not_unpacked(client: TestClient, encoding: str) -> None:
    headers = {"Content-Encoding": encoding, "Content-Type": "application/json"}
    answer = client.post("/api/traces", content=b"\x1f\x8b", headers=headers)
    assert answer.status_code == 415
    assert answer.json()["detail"].endswith("send it as it is.")


def test_an_address_that_posts_without_end_is_slowed_down(
    recorder: CountingRecorder, store: Store
) -> None:
    settings = Settings(warm=False, changes_at_once=3, changes_per_second=0.01)
    app = create_app(settings, store=store, recorder=recorder)
    with TestClient(app, base_url=OURS) as client:
        answers = [client.post("/api/traces", json=ORDER) for _ in range(4)]
        assert client.get("/api/lessons").status_code == 200
    assert [each.status_code for each in answers] == [201, 200, 200, 429]
    assert answers[-1].headers["retry-after"] == "5"


def test_a_rate_refills_and_forgets_who_stays_away() -> None:
    now = [0.0]
    rate = Rate(per_second=2, burst=3, clock=lambda: now[0])
    assert [rate.take("a") for _ in range(4)] == [True, True, True, False]
    assert rate.take("b")
    now[0] = 0.5
    assert [rate.take("a") for _ in range(2)] == [True, False]
    for other in range(10_000):
        rate.take(str(other))
    assert rate.take("a")


def test_every_answer_says_what_the_browser_may_do(client: TestClient) -> None:
    for path in ("/", "/nope", "/static/docs/docs.css", "/api/lessons", "/docs"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        for part in (
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'self'",
        ):
            assert part in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


def test_other_sites_read_the_packages_own_files_and_nothing_else(client: TestClient) -> None:
    for path in ("/", "/nope", "/api/lessons", "/docs", "/healthz", "/openapi.json"):
        headers = client.get(path, headers={"Origin": "null"}).headers
        assert "access-control-allow-origin" not in headers
        assert headers["cross-origin-resource-policy"] == "same-origin"
    public = client.get("/static/js/main.js", headers={"Origin": "null"}).headers
    assert public["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in public
