"""ETags name bytes: a client that holds them is told so, whatever the encoding."""

import gzip
import os
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
import zstandard
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.routing import Mount

from chainrule.lessons import LESSONS
from chainrule.server.caching import Representation
from chainrule.server.files import Files
from chainrule.store import Store
from chainrule.trace import Trace

FUTURE = "Fri, 01 Jan 2100 00:00:00 GMT"
PATHS = ["/", "/docs", "/api/lessons", "/api/schema/trace", "/static/docs/docs.css"]
DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda sent: zstandard.ZstdDecompressor().decompressobj().decompress(sent),
}
ENCODINGS = ["identity", *DECODERS]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("path", PATHS)
def test_what_the_client_holds_is_not_sent_again(
    client: TestClient, path: str, encoding: str
) -> None:
    accept = {"Accept-Encoding": encoding}
    first = client.get(path, headers=accept)
    etag = first.headers["etag"]
    assert etag.startswith('"')
    assert etag.endswith('"')
    again = client.get(path, headers={**accept, "If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == etag
    assert again.headers["cache-control"] == first.headers["cache-control"]


@pytest.mark.parametrize("path", PATHS)
def test_head_answers_as_get_without_the_body(client: TestClient, path: str) -> None:
    asked, got = client.head(path), client.get(path)
    assert (asked.status_code, asked.content) == (200, b"")
    for name in ("etag", "content-type", "content-length", "cache-control"):
        assert asked.headers[name] == got.headers[name]


def test_other_bytes_have_another_tag(client: TestClient) -> None:
    tags = {
        client.get(path, headers={"Accept-Encoding": encoding}).headers["etag"]
        for path in PATHS
        for encoding in ENCODINGS
        if not (path == "/" and encoding != "identity")
    }
    assert len(tags) == len(ENCODINGS) * (len(PATHS) - 1) + 1


def test_a_stale_tag_gets_the_document(client: TestClient) -> None:
    for stale in ('"other"', '"other-br"', 'W/"other"'):
        assert client.get("/", headers={"If-None-Match": stale}).status_code == 200


def test_several_tags_and_the_star(client: TestClient) -> None:
    etag = client.get("/api/lessons", headers={"Accept-Encoding": "identity"}).headers["etag"]
    for asked in (f'"a", W/{etag}', "*"):
        assert client.get("/api/lessons", headers={"If-None-Match": asked}).status_code == 304


def test_a_post_is_answered_with_the_document_whatever_the_client_holds(
    client: TestClient,
) -> None:
    order = {"lesson": LESSONS[0].slug}
    etag = client.post("/api/traces", json=order).headers["etag"]
    again = client.post("/api/traces", json=order, headers={"If-None-Match": etag})
    assert again.status_code == 200


@pytest.mark.parametrize(("encoding", "decode"), DECODERS.items())
def test_a_trace_travels_compressed(
    client: TestClient,
    store: Store,
    recorded: Trace,
    encoding: str,
    decode: Callable[[bytes], bytes],
) -> None:
    place = f"/api/traces/{store.put(recorded)}"
    with client.stream("GET", place, headers={"Accept-Encoding": encoding}) as answer:
        sent = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == encoding
    assert decode(sent) == recorded.to_json().encode()
    assert len(sent) < len(recorded.to_json()) / 3


def test_a_file_that_changes_without_its_date_or_size_has_another_tag(tmp_path: Path) -> None:
    """As after an upgrade: every file of a wheel has the same date."""
    app = Starlette(routes=[Mount("/", Files(directory=tmp_path))])
    tags = []
    for number in range(2):
        installed = tmp_path / f"new{number}"
        installed.write_text(f"const version = {number};")
        os.utime(installed, (1_580_601_600, 1_580_601_600))
        installed.replace(tmp_path / "main.js")
        with TestClient(app) as client:
            answer = client.get("/main.js", headers={"If-Modified-Since": FUTURE})
        assert answer.status_code == 200
        assert "last-modified" not in answer.headers
        tags.append(answer.headers["etag"])
    assert tags[0] != tags[1]


def test_the_tag_is_of_the_content() -> None:
    assert Representation(content=b"a").etag == Representation(content=b"a").etag
    assert Representation(content=b"a").etag != Representation(content=b"b").etag
