"""Who may have how many exports, and in which order they are made."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from types import SimpleNamespace
from typing import Any, cast

import pytest

from chainrule.server.documents import Documents
from chainrule.server.exporting import ALONE, Exports
from chainrule.server.problems import Problem
from chainrule.server.runs import Client
from chainrule.server.workers import Workers

GREEDY = Client(name="at 10.0.0.1", address="10.0.0.1", alone=False)
NEIGHBOUR = Client(name="a browser", address="10.0.0.1", alone=True)
STRANGER = Client(name="at 10.0.0.2", address="10.0.0.2", alone=False)


class Studio:
    """Makes nothing, one thing after the other, and remembers in which order."""

    def __init__(self, per_address: int = 400) -> None:
        self.made: list[str] = []
        self.ended = 0
        self.open = asyncio.Event()
        documents = cast(Documents, SimpleNamespace(trace=self._trace))
        self.exports = Exports(documents, cast(Workers, self), places=1, per_address=per_address)

    async def _trace(self, trace_id: str) -> SimpleNamespace:
        return SimpleNamespace(content=b"{}")

    async def work(self, job: str, document: bytes, tell: Any, /, **order: str) -> bytes:
        try:
            await self.open.wait()
        except asyncio.CancelledError:
            self.ended += 1
            raise
        self.made.append(f"{order['format']} {order.get('width')}")
        tell(1, 1)
        return b"file"

    def ask(
        self, client: Client, format: str, width: int, tell: Any = lambda news: None
    ) -> "asyncio.Task[Any]":
        words: Mapping[str, str] = {"width": str(width)}
        return asyncio.create_task(self.exports.make("trace", format, words, client, tell))


def running(test: Callable[[], Awaitable[None]]) -> Callable[[], None]:
    def run() -> None:
        asyncio.run(asyncio.wait_for(test(), 20))

    run.__name__ = test.__name__
    return run


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


@running
async def test_who_asks_for_five_hundred_videos_holds_up_nobody() -> None:
    studio = Studio()
    videos = [studio.ask(GREEDY, "mp4", 500 + number) for number in range(500)]
    await settle()
    heard: list[Any] = []
    others = [
        studio.ask(GREEDY, "png", 1000),
        studio.ask(NEIGHBOUR, "mp4", 1001),
        studio.ask(STRANGER, "mp4", 1002, heard.append),
    ]
    await settle()
    refused = [each.exception() for each in videos if each.done()]
    assert len(refused) == 100
    assert all(isinstance(each, Problem) and each.status == 429 for each in refused)
    studio.open.set()
    await asyncio.gather(*(each for each in videos if not each.done()), *others)
    places = [studio.made.index(each) for each in ("png 1000", "mp4 1001", "mp4 1002")]
    assert max(places) <= 4
    assert heard[0] == {"before": 3}
    assert heard[-1] == {"done": 1, "total": 1}


@running
async def test_the_sentence_says_what_waits_and_when_to_come_again() -> None:
    studio = Studio(per_address=2)
    waiting = [studio.ask(GREEDY, "png", 500 + number) for number in range(2)]
    await settle()
    with pytest.raises(Problem, match="2 exports from your address wait already") as refused:
        await studio.ask(GREEDY, "png", 900)
    assert refused.value.headers == {"Retry-After": "10"}
    studio.exports.admit("trace", "png", {"width": "500"}, GREEDY)  # it is being made
    studio.exports.admit("trace", "png", {"width": "900"}, STRANGER)
    studio.open.set()
    await asyncio.gather(*waiting)
    studio.exports.admit("trace", "png", {"width": "900"}, GREEDY)
    alone = Studio()
    many = [alone.ask(NEIGHBOUR, "png", 500 + number) for number in range(ALONE)]
    await settle()
    with pytest.raises(Problem, match="20 exports of yours wait already"):
        await alone.ask(NEIGHBOUR, "png", 900)
    for each in many:
        each.cancel()
    await asyncio.wait(many)


@running
async def test_what_a_class_asks_for_at_once_is_made_once() -> None:
    studio = Studio()
    asked = [studio.ask(GREEDY, "mp4", 640) for _ in range(300)]
    await settle()
    for each in asked[1:]:
        each.cancel()
    await settle()
    assert studio.ended == 0
    studio.open.set()
    assert (await asked[0]).content == b"file"
    assert studio.made == ["mp4 640"]


@running
async def test_work_ends_when_the_last_has_gone() -> None:
    studio = Studio()
    asked = [studio.ask(GREEDY, "mp4", 640) for _ in range(2)]
    await settle()
    for each in asked:
        each.cancel()
    await asyncio.wait(asked)
    assert studio.ended == 1
    studio.open.set()
    assert (await studio.ask(GREEDY, "mp4", 640)).content == b"file"
