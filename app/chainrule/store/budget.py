"""How much a store holds, and what it drops when it is full."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update

from chainrule.store.errors import StoreFull
from chainrule.store.tables import traces, usage

__all__ = ["Budget", "Shelf", "Usage"]

MIB = 1024**2
BATCH = 100

TOO_LARGE = (
    "The trace takes {size} of {total} MiB that this server has for traces, beside {kept} MiB of"
    " kept ones; record less of it, or ask the server's operator for more room"
    " (CHAINRULE_STORE_BYTES)."
)
NO_MORE_LINKS = (
    "This server keeps up to {most} MiB of traces for good, and there is no room for another of"
    " {size} MiB; share the program itself, or ask the server's operator for more room"
    " (CHAINRULE_KEPT_BYTES)."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Bytes of compressed documents: of all, and of those that are never dropped."""

    total: int = 512 * MIB
    kept: int = 256 * MIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """How many traces there are, their bytes, and the bytes of those that are never dropped."""

    traces: int
    size: int
    kept: int


class Shelf:
    """Keeps account of the bytes within one write; the row's lock keeps writers apart."""

    def __init__(self, connection: Connection, budget: Budget) -> None:
        self._connection = connection
        self._budget = budget
        self._held = connection.execute(select(usage).with_for_update()).one()

    def make_room(self, size: int) -> None:
        """Drop what was not used for longest until `size` more bytes fit. Raises `StoreFull`."""
        if self._held.kept + size > self._budget.total:
            total, kept = self._budget.total // MIB, self._held.kept // MIB
            raise StoreFull(TOO_LARGE.format(size=_mib(size), total=total, kept=kept))
        over = self._held.loose + self._held.kept + size - self._budget.total
        while over > 0 and (freed := self._drop(over)):
            over -= freed

    def add(self, size: int) -> None:
        """Account for a new trace, which may be dropped."""
        self._account(traces=1, loose=size)

    def keep(self, size: int) -> None:
        """Account for a trace that is not dropped from now on. Raises `StoreFull`."""
        if self._held.kept + size > self._budget.kept:
            most = self._budget.kept // MIB
            raise StoreFull(NO_MORE_LINKS.format(most=most, size=_mib(size)))
        self._account(loose=-size, kept=size)

    def _drop(self, wanted: int) -> int:
        """Drop some of the traces longest unused; the bytes that are free now."""
        oldest = (
            select(traces.c.id, traces.c.size)
            .where(~traces.c.kept)
            .order_by(traces.c.used, traces.c.id)
            .limit(BATCH)
        )
        freed, dropped = 0, []
        for found in self._connection.execute(oldest):
            if freed >= wanted:
                break
            freed += found.size
            dropped.append(found.id)
        self._forget(dropped, freed)
        return freed

    def _forget(self, ids: Collection[str], size: int) -> None:
        self._connection.execute(delete(traces).where(traces.c.id.in_(ids)))
        self._account(traces=-len(ids), loose=-size)

    def _account(self, **changes: int) -> None:
        values = {name: usage.c[name] + change for name, change in changes.items()}
        self._held = self._connection.execute(update(usage).values(values).returning(usage)).one()


def _mib(size: int) -> str:
    return f"{size / MIB:.1f}"
