"""The two kinds of database that a store lives in, and what is different about them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Double,
    Engine,
    QueuePool,
    create_engine,
    event,
    inspect,
    literal_column,
    make_url,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from chainrule.store.errors import StoreError
from chainrule.store.tables import MIGRATIONS, VERSION, about, metadata, usage

__all__ = ["Database"]

BUSY_SECONDS = 10
POSTGRES = ("postgresql", "postgres", "postgresql+psycopg")

CANNOT_OPEN = (
    "The trace store {place} cannot be opened ({reason}); name a file that this user may write, or"
    " a database as postgresql://user@host/name, and move away what is no chainrule store."
)
NO_DRIVER = (
    "The trace store {place} needs the driver of PostgreSQL; install it: pip install"
    " 'chainrule[postgres]'."
)
CANNOT_USE = "The trace store does not answer ({reason}); try again in a moment."
OLDER = (
    "its tables have version {found}, from before any release; this chainrule brings those from"
    " version {first} on up to {version}"
)
NEWER = (
    "its tables have version {found} and this chainrule knows versions up to {version}; a newer"
    " chainrule has opened it, so use that one"
)
NOT_A_STORE = "it holds other tables and none of chainrule's"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """`clock` is the database's own time, in seconds since 1970; `begin` starts a write alone."""

    insert: Callable[..., Any]
    clock: ColumnElement[float]
    begin: str


DIALECTS = {
    "sqlite": Dialect(
        insert=sqlite.insert,
        clock=literal_column("(julianday('now') - 2440587.5) * 86400.0", Double),
        begin="BEGIN IMMEDIATE",
    ),
    "postgresql": Dialect(
        insert=postgresql.insert,
        clock=literal_column("CAST(extract(epoch FROM clock_timestamp()) AS float8)", Double),
        begin=f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'",
    ),
}


class Database:
    """A SQLite file, one in memory (`None`), or PostgreSQL by its URL.

    A write is one transaction, and what it returned from is on the disk. Raises `StoreError` where
    the database cannot be opened, and from any transaction that it does not answer.
    """

    def __init__(self, place: str | Path | None) -> None:
        shown = _shown(place)
        try:
            self._engine = _engine(place)
        except ModuleNotFoundError:
            raise StoreError(NO_DRIVER.format(place=shown)) from None
        except (SQLAlchemyError, OSError, ValueError) as error:
            raise StoreError(CANNOT_OPEN.format(place=shown, reason=_reason(error))) from None
        self._dialect = DIALECTS[self._engine.dialect.name]
        self.insert = self._dialect.insert
        self.clock = self._dialect.clock
        try:
            self._create()
        except (SQLAlchemyError, OSError, StoreError) as error:
            self.close()
            raise StoreError(CANNOT_OPEN.format(place=shown, reason=_reason(error))) from None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that is only read from."""
        with _speaking(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is on the disk when the block ends, and did nothing if it raises."""
        with _speaking(), self._engine.begin() as connection:
            connection.exec_driver_sql(self._dialect.begin)
            yield connection

    def close(self) -> None:
        """Let go of the connections."""
        self._engine.dispose()

    def _create(self) -> None:
        """The tables, made by whichever process comes first."""
        with self._engine.begin() as connection:
            connection.exec_driver_sql(self._dialect.begin)
            if self._dialect is DIALECTS["postgresql"]:
                connection.execute(text("SELECT pg_advisory_xact_lock(7211170509)"))
            tables = inspect(connection).get_table_names()
            if about.name not in tables:
                if tables and self._dialect is DIALECTS["sqlite"]:
                    raise StoreError(NOT_A_STORE)
                metadata.create_all(connection)
                connection.execute(about.insert().values(version=VERSION))
                connection.execute(usage.insert().values(traces=0, loose=0, kept=0))
            _bring_up_to_date(connection)


def _bring_up_to_date(connection: Connection) -> None:
    """Every migration from the version that is there. Raises `StoreError` where there is none."""
    found = connection.execute(select(about.c.version)).scalar_one()
    if found > VERSION:
        raise StoreError(NEWER.format(found=found, version=VERSION))
    if found < min(MIGRATIONS):
        raise StoreError(OLDER.format(found=found, first=min(MIGRATIONS), version=VERSION))
    for version in range(found, VERSION):
        MIGRATIONS[version](connection)
        connection.execute(update(about).values(version=version + 1))


@contextmanager
def _speaking() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreError(CANNOT_USE.format(reason=_reason(error))) from error


def _engine(place: str | Path | None) -> Engine:
    if place is None:
        return _sqlite(":memory:", pool_size=1, max_overflow=0)
    if "://" in str(place):
        return _postgres(make_url(str(place)))
    Path(place).parent.mkdir(parents=True, exist_ok=True)
    return _sqlite(str(place))


def _sqlite(file: str, **pool: int) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=file),
        poolclass=QueuePool,
        connect_args={
            "timeout": BUSY_SECONDS,
            "isolation_level": None,  # transactions begin where `writing` says so
            "check_same_thread": False,
        },
        **pool,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")

    return engine


def _postgres(url: URL) -> Engine:
    if url.drivername not in POSTGRES:
        raise ArgumentError(f"{url.drivername} is no kind of database that it can live in")
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        connect_args={"connect_timeout": BUSY_SECONDS},
    )


def _shown(place: str | Path | None) -> str:
    """The place without its password."""
    if place is None or "://" not in str(place):
        return str(place)
    try:
        return make_url(str(place)).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        return "(no address that can be read)"


def _reason(error: Exception) -> str:
    """The driver's own words, on one line."""
    if isinstance(error, NoSuchModuleError):
        return "such a database is not known"
    words = str(getattr(error, "orig", None) or error)
    return " ".join(words.split())[:300]
