"""Where servers that share a store tell each other how far their runs are."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from chainrule.store.database import Database
from chainrule.store.tables import runs

__all__ = ["Board", "Notice", "Wish"]

# A live run is believed in for so long after its server's last word; one that is over can be
# asked for.
SECONDS_ALIVE = 20.0
SECONDS_KEPT = 900.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a server says of a run: `document` is for whoever asks; `alive` while it is believed."""

    run: str
    client: str
    document: str
    over: bool
    alive: bool = True


@dataclass(frozen=True, slots=True)
class Wish:
    """What other servers were asked of a run: to cancel it, and when last how it is."""

    run: str
    cancelled: bool
    asked: float


class Board:
    """The notices of all servers that share a database; `owner` is this one's name."""

    def __init__(self, database: Database, owner: str) -> None:
        self._database = database
        self._owner = owner

    def post(self, notices: Iterable[Notice]) -> None:
        """Pin them up, each in the place of its run's last one; very old ones are taken down."""
        clock = self._database.clock
        with self._database.writing() as connection:
            for each in notices:
                until = clock + (SECONDS_KEPT if each.over else SECONDS_ALIVE)
                said = {"document": each.document, "over": each.over, "until": until}
                row = {"run": each.run, "client": each.client, "owner": self._owner}
                pin = self._database.insert(runs).values(
                    **row, **said, cancelled=False, asked=clock
                )
                connection.execute(
                    pin.on_conflict_do_update(index_elements=[runs.c.run], set_=said)
                )
            connection.execute(delete(runs).where(runs.c.until < clock - SECONDS_KEPT))

    def read(self, run: str) -> Notice | None:
        """The run's notice."""
        alive = (runs.c.until > self._database.clock).label("alive")
        columns = (runs.c.run, runs.c.client, runs.c.document, runs.c.over, alive)
        with self._database.reading() as connection:
            found = connection.execute(select(*columns).where(runs.c.run == run)).one_or_none()
        if found is None:
            return None
        return Notice(
            run=found.run,
            client=found.client,
            document=found.document,
            over=found.over,
            alive=bool(found.alive),
        )

    def busy(self, client: str) -> bool:
        """Whether a run of the client is in progress with another server."""
        elsewhere = (runs.c.client == client) & (runs.c.owner != self._owner)
        live = ~runs.c.over & (runs.c.until > self._database.clock)
        with self._database.reading() as connection:
            found = connection.execute(select(runs.c.run).where(elsewhere & live).limit(1))
            return found.one_or_none() is not None

    def cancel(self, run: str) -> None:
        """Ask whoever runs it to end it."""
        with self._database.writing() as connection:
            connection.execute(update(runs).where(runs.c.run == run).values(cancelled=True))

    def ask(self, run: str) -> None:
        """Tell whoever runs it that somebody wants to know how it is."""
        live = (runs.c.run == run) & ~runs.c.over
        with self._database.writing() as connection:
            connection.execute(update(runs).where(live).values(asked=self._database.clock))

    def wishes(self) -> list[Wish]:
        """What other servers were asked of this one's runs in progress."""
        mine = (runs.c.owner == self._owner) & ~runs.c.over
        with self._database.reading() as connection:
            rows = connection.execute(
                select(runs.c.run, runs.c.cancelled, runs.c.asked).where(mine)
            )
            return [Wish(run, cancelled, asked) for run, cancelled, asked in rows]
