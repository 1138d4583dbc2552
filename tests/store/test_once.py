"""What many ask for, in several processes, is made once; a dead process holds up nobody."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from chainrule.store import Store, made_once
from chainrule.trace import Trace
from tests.store.made import trace

ROOT = Path(__file__).parents[2]


def maker(calls: list[int], seconds: float = 0.1) -> Callable[[], Awaitable[Trace]]:
    async def make() -> Trace:
        calls.append(1)
        await asyncio.sleep(seconds)
        return trace()

    return make


def test_servers_that_want_the_same_make_it_once(place: str) -> None:
    calls: list[int] = []

    async def main() -> list[tuple[str, bool]]:
        wanted = [made_once(stores[each % 2], "recipe", maker(calls)) for each in range(10)]
        return await asyncio.gather(*wanted)

    with Store(place) as one, Store(place) as other:
        stores = (one, other)
        answers = asyncio.run(main())
    assert len({address for address, _ in answers}) == 1
    # Within one process it is `Flights` that joins those who ask at once.
    assert 1 <= len(calls) <= 5
    assert sum(made for _, made in answers) == len(calls)


def test_one_waits_for_another_server_and_longer_than_a_lease(place: str) -> None:
    calls: list[int] = []

    async def main() -> None:
        first = asyncio.create_task(made_once(one, "recipe", maker(calls, 0.9), lease=0.3))
        await asyncio.sleep(0.1)
        assert await made_once(other, "recipe", maker(calls), lease=0.3) == (
            (await first)[0],
            False,
        )

    with Store(place) as one, Store(place) as other:
        asyncio.run(main())
    assert len(calls) == 1


def test_what_failed_is_tried_by_the_next(place: str) -> None:
    async def fail() -> Trace:
        raise RuntimeError("no")

    async def main() -> None:
        with pytest.raises(RuntimeError, match="no"):
            await made_once(one, "recipe", fail, lease=60)
        async with asyncio.timeout(5):
            assert (await made_once(other, "recipe", maker([]), lease=60))[1]

    with Store(place) as one, Store(place) as other:
        asyncio.run(main())


def test_who_goes_away_gives_its_claim_back(place: str) -> None:
    async def main() -> None:
        gone = asyncio.create_task(made_once(one, "recipe", maker([], 60), lease=60))
        await asyncio.sleep(0.2)
        assert not other.claim("recipe", 60)
        gone.cancel()
        await asyncio.wait([gone])
        assert other.claim("recipe", 60)

    with Store(place) as one, Store(place) as other:
        asyncio.run(main())


HOLDER = """
import sys, time
from chainrule.store import Store

store = Store(sys.argv[1])
assert store.claim("recipe", 1.0)
print("mine", flush=True)
time.sleep(60)
"""


def test_a_killed_servers_claim_is_taken_over(place: str) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, place],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "app")},
    )
    with holder, Store(place) as store:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "mine\n"
        holder.send_signal(signal.SIGKILL)
        assert not store.claim("recipe", 1.0)
        began = time.monotonic()
        assert asyncio.run(made_once(store, "recipe", maker([])))[1]
        assert time.monotonic() - began < 10
