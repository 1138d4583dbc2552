"""Work that several server processes are asked for at once, and that one of them does."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from chainrule.store.errors import StoreError
from chainrule.store.store import Store
from chainrule.trace import Trace, Written

__all__ = ["made_once"]

LEASE_SECONDS = 6.0
PATIENCE = (0.02, 0.5)  # seconds between two looks at what another process makes


async def made_once(
    store: Store,
    recipe: str,
    make: Callable[[], Awaitable[Trace | Written]],
    lease: float = LEASE_SECONDS,
    lasting: Callable[[Trace | Written], bool] = lambda _: True,
) -> tuple[str, bool]:
    """The address of what `recipe` makes, and whether `make` was called here to make it.

    What is not `lasting` is kept, but the next one who asks makes it anew.
    A process that dies while it makes a trace loses its claim after `lease` seconds, and another
    one that waits takes over. What `make` raises is raised, and the next one tries.
    """
    wait, longest = PATIENCE
    while True:
        found = await asyncio.to_thread(store.made_by, recipe)
        if found is not None:
            return found, False
        if await asyncio.to_thread(store.claim, recipe, lease):
            break
        await asyncio.sleep(wait)
        wait = min(2 * wait, longest)
    async with _held(store, recipe, lease):
        # Somebody else may have put it between the look and the claim.
        found = await asyncio.to_thread(store.made_by, recipe)
        if found is not None:
            return found, False
        made = await make()
        return await asyncio.to_thread(store.put, made, recipe if lasting(made) else None), True


@asynccontextmanager
async def _held(store: Store, recipe: str, lease: float) -> AsyncIterator[None]:
    """Renew the claim until the block ends."""
    renewing = asyncio.create_task(_renew(store, recipe, lease))
    try:
        yield
    finally:
        renewing.cancel()
        await asyncio.wait([renewing])
        await asyncio.to_thread(store.release, recipe)


async def _renew(store: Store, recipe: str, lease: float) -> None:
    while True:
        await asyncio.sleep(lease / 3)
        try:
            await asyncio.to_thread(store.claim, recipe, lease)
        except StoreError:
            continue  # should it not answer for long, somebody else makes it too: no harm
