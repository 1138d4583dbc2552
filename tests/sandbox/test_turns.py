"""Places are shared fairly, and nobody who leaves takes one along."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from chainrule.sandbox.turns import Turns


def ignore(_: int) -> None:
    """Nobody listens."""


async def started(*work: Coroutine[Any, Any, Any]) -> list["asyncio.Task[Any]"]:
    tasks = [asyncio.create_task(each) for each in work]
    for _ in range(5):
        await asyncio.sleep(0)
    return tasks


async def order_of(clients: str, places: int = 1) -> str:
    """The order in which runs of these clients, asked for in this order, get their place."""
    turns, done = Turns(places), []

    async def run(client: str) -> None:
        async with turns.turn(client, ignore):
            await asyncio.sleep(0)
            done.append(client)

    await asyncio.gather(*map(run, clients))
    return "".join(done)


def test_one_client_with_many_runs_holds_up_nobody() -> None:
    assert asyncio.run(order_of("aaaabc")) == "aabcaa"


def test_a_client_waits_in_its_own_order() -> None:
    turns, done = Turns(1), []

    async def run(number: int) -> None:
        async with turns.turn("a", ignore):
            await asyncio.sleep(0)
            done.append(number)

    async def main() -> None:
        await asyncio.gather(*map(run, range(5)))

    asyncio.run(main())
    assert done == [0, 1, 2, 3, 4]


def test_never_more_than_the_places() -> None:
    turns, inside, most = Turns(3), 0, 0

    async def run(client: str) -> None:
        nonlocal inside, most
        async with turns.turn(client, ignore):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.001)
            inside -= 1

    async def main() -> None:
        await asyncio.gather(*(run(client) for client in "abcabcabcabc"))

    asyncio.run(main())
    assert most == 3
    assert turns.waiting == 0


def test_positions_are_told_as_they_change() -> None:
    turns, told = Turns(1), []
    leave = asyncio.Event()

    async def hold() -> None:
        async with turns.turn("a", ignore):
            await leave.wait()

    async def wait(client: str, tell: Any) -> None:
        async with turns.turn(client, tell):
            pass

    async def main() -> None:
        tasks = await started(hold(), wait("b", ignore), wait("b", told.append))
        tasks += await started(wait("c", ignore))
        leave.set()
        await asyncio.gather(*tasks)

    asyncio.run(main())
    assert told == [1, 2, 1, 0]


def test_leaving_the_queue_frees_nothing_twice() -> None:
    turns = Turns(1)
    leave = asyncio.Event()

    async def hold() -> None:
        async with turns.turn("a", ignore):
            await leave.wait()

    async def main() -> None:
        first, second, third = await started(hold(), hold(), hold())
        second.cancel()
        await asyncio.sleep(0)
        assert turns.waiting == 1
        leave.set()
        await asyncio.gather(first, third)
        assert second.cancelled()
        async with asyncio.timeout(1), turns.turn("d", ignore):
            pass

    asyncio.run(main())


def test_leaving_with_a_place_just_given_gives_it_on() -> None:
    turns = Turns(1)
    leave = asyncio.Event()

    async def hold() -> None:
        async with turns.turn("a", ignore):
            await leave.wait()

    async def main() -> None:
        first, second = await started(hold(), hold())
        leave.set()
        await asyncio.sleep(0)  # the first gives its place to the second, which has not woken
        second.cancel()
        await asyncio.gather(first, second, return_exceptions=True)
        async with asyncio.timeout(1), turns.turn("b", ignore):
            pass

    asyncio.run(main())
