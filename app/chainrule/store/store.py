"""Traces by content hash in one SQLite database, and which recipe (program, versions) made each."""

import sqlite3
import threading
import zlib
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from chainrule.trace import Trace

__all__ = ["Store", "StoreError"]

VERSION = 1
SCHEMA = """
CREATE TABLE traces (id TEXT PRIMARY KEY, title TEXT NOT NULL, document BLOB NOT NULL);
CREATE TABLE recipes (recipe TEXT PRIMARY KEY, trace TEXT NOT NULL REFERENCES traces) WITHOUT ROWID;
"""
BUSY_SECONDS = 10.0


class StoreError(RuntimeError):
    """The database cannot be used; the message says why and what to do."""


class Store:
    """A database file that processes share, or one in memory where there is no path.

    What `put` has returned from is on the disk: a write is one transaction, in WAL mode and
    synchronous, so a process killed in the middle of it leaves what was there before.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._lock = threading.Lock()
        try:
            self._database = _open(path)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"The trace store {path} cannot be opened ({error}); name a file that this user"
                " may write, or remove it if it is no chainrule store."
            ) from None

    def put(self, trace: Trace, recipe: str | None = None) -> str:
        """Keep the trace, once per id, and that `recipe` makes it. Returns the id."""
        document = zlib.compress(trace.to_json().encode("utf-8", "replace"))
        with self._lock, self._database:
            self._database.execute("BEGIN IMMEDIATE")
            self._database.execute(
                "INSERT OR IGNORE INTO traces VALUES (?, ?, ?)",
                (trace.id, trace.meta.title, document),
            )
            if recipe is not None:
                self._database.execute(
                    "INSERT OR REPLACE INTO recipes VALUES (?, ?)", (recipe, trace.id)
                )
        return trace.id

    def get(self, trace_id: str) -> bytes | None:
        """The JSON text of the trace, as it was put, or None."""
        found = self._one("SELECT document FROM traces WHERE id = ?", trace_id)
        return None if found is None else zlib.decompress(found)

    def title(self, trace_id: str) -> str | None:
        """The title of the trace, or None where there is no such trace."""
        found: str | None = self._one("SELECT title FROM traces WHERE id = ?", trace_id)
        return found

    def made_by(self, recipe: str) -> str | None:
        """The id of the trace that `recipe` made, or None."""
        found: str | None = self._one("SELECT trace FROM recipes WHERE recipe = ?", recipe)
        return found

    def close(self) -> None:
        with self._lock:
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

    def _one(self, query: str, key: str) -> Any:
        with self._lock:
            row = self._database.execute(query, (key,)).fetchone()
        return None if row is None else row[0]


def _open(path: Path | None) -> sqlite3.Connection:
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(
        path or ":memory:", timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("PRAGMA foreign_keys = ON")
        _create(database)
    except BaseException:
        database.close()
        raise
    return database


def _create(database: sqlite3.Connection) -> None:
    """The tables, made by whichever process comes first."""
    with database:
        database.execute("BEGIN IMMEDIATE")
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version == 0:
            for statement in SCHEMA.split(";"):
                database.execute(statement)
            database.execute(f"PRAGMA user_version = {VERSION}")
    if version > VERSION:
        raise sqlite3.DatabaseError(
            f"it has version {version} and this chainrule reads up to {VERSION}"
        )
