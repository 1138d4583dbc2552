"""Exports over REST: files with good names, sentences for what cannot be, work that ends."""

import asyncio
import json
import os
from io import BytesIO

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from chainrule.store import Store
from chainrule.trace import Trace
from tests.server.test_workers import pids, pool, running

SMALL = "width=320&height=180"


@pytest.fixture
def address(client: TestClient, store: Store, recorded: Trace) -> str:
    return f"/api/traces/{store.put(recorded)}/export"


def test_a_step_as_a_picture(client: TestClient, address: str) -> None:
    answer = client.get(f"{address}/png?step=backward-1&download=1&{SMALL}")
    assert answer.status_code == 200
    assert Image.open(BytesIO(answer.content)).size == (320, 180)
    assert answer.headers["content-type"] == "image/png"
    wanted = 'attachment; filename="a-small-program-backward-1.png"'
    assert answer.headers["content-disposition"] == wanted
    again = client.get(
        f"{address}/png?step=backward-1&{SMALL}", headers={"If-None-Match": answer.headers["etag"]}
    )
    assert again.status_code == 304


def test_a_page_is_a_file_to_keep(client: TestClient, address: str) -> None:
    """Opened here, its scripts would be forbidden."""
    assert client.get(f"{address}/dot").headers["content-disposition"].startswith("inline")
    page = client.get(f"{address}/noscript.html?step=0")
    assert page.headers["content-disposition"].startswith("attachment")


def test_progress_is_told_in_lines_before_the_file(client: TestClient, address: str) -> None:
    answer = client.get(f"{address}/png.zip?progress=1&to=2&{SMALL}")
    lines: list[dict] = []
    head: dict = {}
    rest = answer.content
    while "length" not in head:
        line, _, rest = rest.partition(b"\n")
        head = json.loads(line)
        lines.append(head)
    assert [each["done"] for each in lines[:-1]] == [0, 1, 2, 3]
    assert head["name"] == "a-small-program.png.zip"
    assert len(rest) == head["length"]
    failed = client.get(f"{address}/png?progress=1&step=nowhere")
    assert "no step of this trace" in json.loads(failed.content)["problem"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("bmp", "There is no format 'bmp'; there are svg, png"),
        ("png?step=99", "`step` is '99', which is no step of this trace; there are 0 to"),
        ("png?width=7", "`width` is '7'; it must be 160 to 3840 pixels."),
        ("gif?speed=fast", "`speed` is 'fast'; it must be 0.25 to 16."),
        ("svg?theme=neon", "`theme` is 'neon'; it must be light, dark or print."),
        ("pdf?show=all", "`show` is 'all'; it must be values, requires_grad, grad_fn or chain."),
        ("pdf?from=3&to=1", "`from` must come first"),
        ("svg?colour=red", "There is no option 'colour'; there are step, from, to"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(
    client: TestClient, address: str, asked: str, said: str
) -> None:
    answer = client.get(f"{address}/{asked}")
    assert answer.status_code == 422
    assert said in answer.json()["detail"]


def test_no_trace_has_no_exports(client: TestClient) -> None:
    assert client.get("/api/traces/nothing/export/svg").status_code == 404
    assert client.get("/api/lessons/nothing/export/svg").status_code == 404


def test_the_table_of_formats_is_public(client: TestClient) -> None:
    formats = {row["suffix"]: row for row in client.get("/api/exports").json()["formats"]}
    assert formats["svg"]["one"]
    assert formats["gif"]["film"]


@running
async def test_work_that_nobody_waits_for_ends(document: bytes) -> None:
    async with pool() as workers:
        (busy,) = pids(workers)
        begun = asyncio.Event()
        order = {"format": "mp4", "width": "1920", "height": "1080", "speed": "0.25"}
        work = workers.work("export", document, lambda done, total: begun.set(), **order)
        task = asyncio.create_task(work)
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        with pytest.raises(ProcessLookupError):
            os.kill(busy, 0)
