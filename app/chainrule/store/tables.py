"""The tables of a store; the same in every database."""

from collections.abc import Callable

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Double,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

__all__ = [
    "MIGRATIONS",
    "VERSION",
    "about",
    "claims",
    "metadata",
    "recipes",
    "runs",
    "traces",
    "usage",
]

VERSION = 4

metadata = MetaData()

# One row: which version of these tables this is.
about = Table("chainrule_about", metadata, Column("version", BigInteger, primary_key=True))

# `id` is the content's hash, which stays inside; `address` is what links are made of. Times are
# seconds since 1970 by the database's own clock, which all servers share.
traces = Table(
    "chainrule_traces",
    metadata,
    Column("id", Text, primary_key=True),
    Column("address", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("document", LargeBinary, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("kept", Boolean, nullable=False),
    Column("used", Double, nullable=False),
)
Index("chainrule_traces_by_use", traces.c.kept, traces.c.used)

recipes = Table(
    "chainrule_recipes",
    metadata,
    Column("recipe", Text, primary_key=True),
    Column("trace", Text, ForeignKey(traces.c.id, ondelete="CASCADE"), nullable=False, index=True),
)

# Who is making what a recipe asks for, and until when that is believed.
claims = Table(
    "chainrule_claims",
    metadata,
    Column("recipe", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("until", Double, nullable=False),
)

# One row: how many traces there are, and the bytes of those that may be dropped and that are kept.
usage = Table(
    "chainrule_usage",
    metadata,
    Column("traces", BigInteger, nullable=False),
    Column("loose", BigInteger, nullable=False),
    Column("kept", BigInteger, nullable=False),
)

# What servers tell each other of the runs in progress; `until` when it is believed.
runs = Table(
    "chainrule_runs",
    metadata,
    Column("run", Text, primary_key=True),
    Column("client", Text, nullable=False, index=True),
    Column("owner", Text, nullable=False, index=True),
    Column("document", Text, nullable=False),
    Column("over", Boolean, nullable=False),
    Column("cancelled", Boolean, nullable=False),
    Column("asked", Double, nullable=False),
    Column("until", Double, nullable=False),
)


def _runs_anew(connection: Connection) -> None:
    runs.drop(connection, checkfirst=True)
    runs.create(connection)


# From each version to the next. The traces are what they were since the first of these; what is
# said of runs in progress may be forgotten, for they ended with the server that was replaced.
MIGRATIONS: dict[int, Callable[[Connection], None]] = {2: _runs_anew, 3: _runs_anew}
