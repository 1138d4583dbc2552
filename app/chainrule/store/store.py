"""Traces by content hash inside, by address outside, and which recipe made each."""

import secrets
import time
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, delete, or_, select, update

from chainrule.store.board import Board
from chainrule.store.budget import Budget, Shelf, Usage
from chainrule.store.database import Database
from chainrule.store.errors import StoreError
from chainrule.store.tables import claims, recipes, traces, usage
from chainrule.trace import Trace, Written

__all__ = ["Store"]

ADDRESS_BYTES = 16
SECONDS_BETWEEN_NOTES_OF_USE = 60.0
MOST_AT_ONCE = 1000


class Store:
    """Traces in a SQLite file, in memory (no place), or in PostgreSQL by its URL.

    What `put` and `keep` have returned from is on the disk: each is one synchronous transaction, so
    a process killed in the middle of it leaves what was there before. Any number of processes, and
    with PostgreSQL of machines, share a store.

    A trace is asked for by its address, 128 random bits; the hash of its content stays inside. The
    traces longest unused are dropped to stay within the budget, except those that are kept.
    """

    def __init__(self, place: str | Path | None = None, budget: Budget | None = None) -> None:
        self.budget = budget or Budget()
        self._database = Database(place)
        self._owner = secrets.token_hex(ADDRESS_BYTES)
        self.board = Board(self._database, self._owner)
        self._used: set[str] = set()
        self._noted = time.monotonic()

    def put(self, trace: Trace | Written, recipe: str | None = None) -> str:
        """Take the trace in, once per content, and note that `recipe` makes it. Its address.

        A recipe is for runs that would give this trace again: one that was stopped by a limit has
        none. The claim on the recipe ends. Raises `StoreFull` where the budget has no room.
        """
        written = Written.of(trace) if isinstance(trace, Trace) else trace
        document = zlib.compress(written.text)
        with self._database.writing() as connection:
            shelf = Shelf(connection, self.budget)
            self._note_use(connection)
            found = _one(connection, select(traces.c.address).where(traces.c.id == written.id))
            address = found or self._add(connection, shelf, written, document)
            if recipe is not None:
                self._made(connection, recipe, written.id)
        return address

    def get(self, address: str) -> bytes | None:
        """The JSON text of the trace, as it was put, or None."""
        document = self._column(traces.c.document, address)
        if document is None:
            return None
        self.touch(address)
        self._note_use_soon()
        return zlib.decompress(document)

    def title(self, address: str) -> str | None:
        """The title of the trace, or None where there is no such trace."""
        title: str | None = self._column(traces.c.title, address)
        return title

    def touch(self, address: str) -> None:
        """Say that the trace was used, from a copy elsewhere; costs nothing, is written later."""
        self._used.add(_plain(address))

    def keep(self, address: str) -> bool:
        """Never drop the trace; False where there is none. Raises `StoreFull`."""
        with self._database.writing() as connection:
            shelf = Shelf(connection, self.budget)
            this = traces.c.address == _plain(address)
            row = select(traces.c.size, traces.c.kept).where(this)
            found = connection.execute(row).one_or_none()
            if found is None:
                return False
            if not found.kept:
                shelf.keep(found.size)
                connection.execute(update(traces).where(this).values(kept=True))
        return True

    def made_by(self, recipe: str) -> str | None:
        """The address of the trace that `recipe` made, or None."""
        with self._database.reading() as connection:
            return _made_by(connection, recipe)

    def claim(self, recipe: str, seconds: float) -> bool:
        """Whether it is this store's turn to make what the recipe asks for, for so long.

        Nobody else is told to until the claim is renewed by another call, released, or over.
        """
        until = self._database.clock + seconds
        mine = {"owner": self._owner, "until": until}
        take = (
            self._database.insert(claims)
            .values(recipe=recipe, **mine)
            .on_conflict_do_update(
                index_elements=[claims.c.recipe],
                set_=mine,
                where=or_(claims.c.owner == self._owner, claims.c.until < self._database.clock),
            )
            .returning(claims.c.owner)
        )
        with self._database.writing() as connection:
            return connection.execute(take).one_or_none() is not None

    def release(self, recipe: str) -> None:
        """Give up a claim, so that somebody else may try."""
        with self._database.writing() as connection:
            mine = (claims.c.recipe == recipe) & (claims.c.owner == self._owner)
            connection.execute(delete(claims).where(mine))

    def usage(self) -> Usage:
        """How full it is."""
        with self._database.reading() as connection:
            held = connection.execute(select(usage)).one()
        return Usage(traces=held.traces, size=held.loose + held.kept, kept=held.kept)

    def close(self) -> None:
        """Note the last uses, and let go of the database."""
        with suppress(StoreError):
            self._write_use()
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _add(self, connection: Connection, shelf: Shelf, trace: Written, document: bytes) -> str:
        shelf.make_room(len(document))
        address = secrets.token_hex(ADDRESS_BYTES)
        row = {"id": trace.id, "address": address, "title": _plain(trace.title)}
        content = {"document": document, "size": len(document), "kept": False}
        clock = self._database.clock
        connection.execute(self._database.insert(traces).values(**row, **content, used=clock))
        shelf.add(len(document))
        return address

    def _made(self, connection: Connection, recipe: str, trace: str) -> None:
        add = self._database.insert(recipes).values(recipe=recipe, trace=trace)
        connection.execute(
            add.on_conflict_do_update(index_elements=[recipes.c.recipe], set_={"trace": trace})
        )
        connection.execute(delete(claims).where(claims.c.recipe == recipe))

    def _column(self, column: Any, address: str) -> Any:
        with self._database.reading() as connection:
            return _one(connection, select(column).where(traces.c.address == _plain(address)))

    def _note_use_soon(self) -> None:
        """Write down what was used, now and then; reading goes on where that fails."""
        if time.monotonic() - self._noted > SECONDS_BETWEEN_NOTES_OF_USE:
            with suppress(StoreError):
                self._write_use()

    def _write_use(self) -> None:
        with self._database.writing() as connection:
            self._note_use(connection)

    def _note_use(self, connection: Connection) -> None:
        used, self._used, self._noted = self._used, set(), time.monotonic()
        if used:
            _touched(connection, used, self._database.clock)


def _touched(connection: Connection, addresses: Iterable[str], now: Any) -> None:
    ordered = sorted(addresses)
    for first in range(0, len(ordered), MOST_AT_ONCE):
        these = traces.c.address.in_(ordered[first : first + MOST_AT_ONCE])
        connection.execute(update(traces).where(these).values(used=now))


def _made_by(connection: Connection, recipe: str) -> str | None:
    by = select(traces.c.address).join(recipes).where(recipes.c.recipe == recipe)
    address: str | None = _one(connection, by)
    return address


def _one(connection: Connection, query: Any) -> Any:
    return connection.execute(query).scalar_one_or_none()


def _plain(text: str) -> str:
    """Text that every database takes: no half characters, and no zero."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")
