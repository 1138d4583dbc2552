"""Documents are made once and kept while there is room."""

import asyncio

import pytest

from chainrule.server.caching import FOREVER, REVALIDATE
from chainrule.server.documents import Documents
from chainrule.server.problems import Problem
from chainrule.server.workers import WorkFailed
from chainrule.store import Store
from chainrule.trace import Trace


class CountingWorkers:
    """Workers that answer at once and count."""

    def __init__(self) -> None:
        self.jobs: list[tuple[str, str]] = []
        self.failure: str | None = None

    async def work(self, job: str, document: bytes, **arguments: str) -> bytes:
        self.jobs.append((job, *arguments.values()))
        await asyncio.sleep(0.01)
        if self.failure is not None:
            raise WorkFailed(self.failure)
        return f"{job} {arguments}".encode() * 100


@pytest.fixture
def workers() -> CountingWorkers:
    return CountingWorkers()


@pytest.fixture
def address(store: Store, recorded: Trace) -> str:
    return store.put(recorded)


@pytest.fixture
def documents(store: Store, workers: CountingWorkers) -> Documents:
    return Documents(store, workers)


def test_many_that_ask_at_once_wait_for_one_job(
    documents: Documents, workers: CountingWorkers, address: str
) -> None:
    async def ask() -> None:
        asked = [documents.derived("layout", address, direction="lr") for _ in range(5)]
        assert len({each.etag for each in await asyncio.gather(*asked)}) == 1
        await documents.derived("layout", address, direction="lr")
        await documents.derived("layout", address, direction="tb")

    asyncio.run(ask())
    assert workers.jobs == [("layout", "lr"), ("layout", "tb")]


def test_a_failure_is_not_kept(
    documents: Documents, workers: CountingWorkers, address: str
) -> None:
    workers.failure = "It took too long."
    for _ in range(2):
        with pytest.raises(Problem, match="It took too long") as caught:
            asyncio.run(documents.derived("graph", address))
        assert caught.value.status == 503
    workers.failure = None
    assert asyncio.run(documents.derived("graph", address)).content
    assert len(workers.jobs) == 3


def test_one_that_goes_away_takes_nothing_from_the_others(
    documents: Documents, workers: CountingWorkers, address: str
) -> None:
    async def ask() -> bytes:
        first = asyncio.create_task(documents.derived("graph", address))
        await asyncio.sleep(0)
        second = asyncio.create_task(documents.derived("graph", address))
        await asyncio.sleep(0)
        first.cancel()
        return (await second).content

    assert asyncio.run(ask())
    assert len(workers.jobs) == 1


def test_the_least_recently_used_makes_room(
    store: Store, workers: CountingWorkers, recorded: Trace, address: str
) -> None:
    size = len(recorded.to_json().encode())
    documents = Documents(store, workers, room=2 * (size + 6000))

    async def ask(*directions: str) -> None:
        for direction in directions:
            await documents.derived("layout", address, direction=direction)

    asyncio.run(ask("a", "b", "a", "c", "a", "b"))
    made = [direction for _, direction in workers.jobs]
    assert made[:3] == ["a", "b", "c"]
    assert made.count("a") == 1
    assert made.count("b") == 2


def test_what_may_be_kept_for_ever_is_only_what_never_changes(
    documents: Documents, address: str
) -> None:
    assert asyncio.run(documents.trace(address)).cache == FOREVER
    assert asyncio.run(documents.derived("graph", address)).cache == REVALIDATE
