"""Runs of other servers: followed and cancelled by the store that all of them share."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary

from chainrule.server.described import RunDocument, described, lost
from chainrule.server.logs import event
from chainrule.server.runs import Client, Run, Runs
from chainrule.store import Board, Notice, StoreError, Wish

__all__ = ["Noticeboard"]

EVERY = 0.25
# A run that does not change is still there.
HEARTBEAT = 5.0
OUTPUT = 16_384
LONGEST_CANCEL = 5.0


class Noticeboard:
    """Posts this server's runs, and reads those of others."""

    def __init__(self, board: Board, runs: Runs) -> None:
        self._board = board
        self._runs = runs
        self._posted: dict[str, tuple[int, float]] = {}
        self._asked: WeakKeyDictionary[Run, float] = WeakKeyDictionary()

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Keep what is posted up to date meanwhile."""
        keeping = asyncio.create_task(self._keep())
        try:
            yield
        finally:
            keeping.cancel()
            await asyncio.wait([keeping])
            await self._update()

    async def busy(self, client: Client) -> bool:
        """Whether the client has a run in progress with another server."""
        return await asyncio.to_thread(self._board.busy, client.name)

    async def post(self, run: Run) -> None:
        """Let the other servers know of it before its client asks one of them."""
        self._posted[run.id] = run.version, time.monotonic()
        await asyncio.to_thread(self._board.post, [_notice(run)])

    async def read(self, run_id: str) -> RunDocument | None:
        """How far a run of another server is; None where nobody knows it."""
        notice = await asyncio.to_thread(self._board.read, run_id)
        if notice is None:
            return None
        document = RunDocument.model_validate_json(notice.document)
        return document if notice.over or notice.alive else lost(document)

    async def follow(self, run_id: str, seconds: float, seen: int | None) -> RunDocument | None:
        """The same, once it has changed since the version `seen`, or after `seconds`."""
        end = time.monotonic() + seconds
        await asyncio.to_thread(self._board.ask, run_id)
        found = await self.read(run_id)
        while found is not None and _unchanged(found, seen) and time.monotonic() < end:
            seen = found.version if seen is None else seen
            await asyncio.sleep(EVERY)
            found = await self.read(run_id)
        if seconds:
            await asyncio.to_thread(self._board.ask, run_id)
        return found

    async def cancel(self, run_id: str) -> RunDocument | None:
        """Have another server end its run, and wait until it has."""
        await asyncio.to_thread(self._board.cancel, run_id)
        end = time.monotonic() + LONGEST_CANCEL
        found = await self.read(run_id)
        while found is not None and found.state in ("queued", "running"):
            if time.monotonic() > end:
                break
            await asyncio.sleep(EVERY)
            found = await self.read(run_id)
        return found

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self._update()
            except StoreError as error:
                event("noticeboard", reason=str(error))

    async def _update(self) -> None:
        changed = [run for run in self._runs.all if self._is_news(run)]
        if changed:
            now = time.monotonic()
            self._posted |= {run.id: (run.version, now) for run in changed}
            await asyncio.to_thread(self._board.post, [_notice(run) for run in changed])
        if self._runs.live:
            for wish in await asyncio.to_thread(self._board.wishes):
                await self._grant(wish)
        known = {run.id for run in self._runs.all}
        self._posted = {run_id: said for run_id, said in self._posted.items() if run_id in known}

    async def _grant(self, wish: Wish) -> None:
        run = self._runs.find(wish.run)
        if run is not None and wish.cancelled:
            await self._runs.cancel(run)
        elif run is not None and wish.asked != self._asked.get(run):
            self._asked[run] = wish.asked
            run.ask()

    def _is_news(self, run: Run) -> bool:
        version, at = self._posted.get(run.id, (-1, 0.0))
        return run.version != version or (not run.over and time.monotonic() - at > HEARTBEAT)


def _unchanged(document: RunDocument, seen: int | None) -> bool:
    over = document.state not in ("queued", "running")
    return not over and (seen is None or document.version == seen)


def _notice(run: Run) -> Notice:
    document = described(run)
    short = document.model_copy(update={"output": document.output[-OUTPUT:]})
    text = short.model_dump_json()
    return Notice(run=run.id, client=run.client.name, document=text, over=run.over)
