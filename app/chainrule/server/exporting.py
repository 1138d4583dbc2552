"""Exports, made in processes of their own, by turns; work that nobody waits for ends."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext

from chainrule.export import ExportError, Format, check
from chainrule.sandbox.turns import Turns
from chainrule.server.caching import Representation
from chainrule.server.documents import Documents, Kept
from chainrule.server.problems import Problem
from chainrule.server.runs import AFTER, Client
from chainrule.server.shared import Shared, Tell
from chainrule.server.workers import Refused, Workers, WorkFailed

__all__ = ["Exports", "checked"]

ROOM = 32 * 1024 * 1024
# Of one browser, which is known by its cookie.
ALONE = 20

MANY = "{waiting} exports of yours wait already; wait for them, or cancel them first."
ADDRESS = (
    "{waiting} exports from your address wait already (CHAINRULE_EXPORTS_PER_ADDRESS); try again"
    " in a minute."
)


class Exports:
    """Makes files of traces, those that are asked for at once a single time; the least recently
    used are dropped.

    Clients take turns, and each client's films and stills do: who asks for five hundred videos
    holds up nobody else, nor a picture of their own.
    """

    def __init__(
        self,
        documents: Documents,
        workers: Workers,
        *,
        places: int,
        per_address: int,
        room: int = ROOM,
    ) -> None:
        self._documents = documents
        self._workers = workers
        self._turns = Turns(places)
        self._per_address = per_address
        self._kept = Kept(room)
        self._making = Shared[Representation]()
        self._waiting: Counter[str] = Counter()

    def admit(self, trace_id: str, format: str, words: Mapping[str, str], client: Client) -> None:
        """Return where the client may ask for one file more. Raises a `Problem`."""
        whose, key = _whose(client, checked(format, words)), _key(trace_id, format, words)
        if self._kept.get(key) or self._making.has(key):
            return
        most, sentence = (ALONE, MANY) if client.alone else (self._per_address, ADDRESS)
        if self._waiting[whose] >= most:
            raise Problem(429, sentence.format(waiting=most), headers=AFTER)

    async def make(
        self,
        trace_id: str,
        format: str,
        words: Mapping[str, str],
        client: Client,
        tell: Tell = lambda news: None,
    ) -> Representation:
        """The file. `tell` hears how many are `before` it, then how much is `done` of the `total`.

        Raises a `Problem` that says what can be asked for.
        """
        self.admit(trace_id, format, words, client)
        row, key = checked(format, words), _key(trace_id, format, words)
        whose = _whose(client, row)
        if kept := self._kept.get(key):
            return kept

        async def make(tell: Tell) -> Representation:
            async with self._turns.turn(whose, lambda before: tell({"before": before})):
                trace = await self._documents.trace(trace_id)
                content = await self._work(trace.content, {**words, "format": format}, tell)
            made = Representation(content=content, media_type=row.media_type)
            self._kept.put(key, made)
            return made

        # Who joins what is being made takes no place of the queue.
        with nullcontext() if self._making.has(key) else self._counted(whose):
            return await self._making.join(key, make, tell)

    async def _work(self, trace: bytes, order: dict[str, str], tell: Tell) -> bytes:
        try:
            return await self._workers.work(
                "export", trace, lambda done, total: tell({"done": done, "total": total}), **order
            )
        except Refused as error:
            raise Problem(422, str(error)) from error
        except WorkFailed as error:
            raise Problem(503, str(error)) from error

    @contextmanager
    def _counted(self, whose: str) -> Iterator[None]:
        """One that waits, or is being made."""
        self._waiting[whose] += 1
        try:
            yield
        finally:
            self._waiting -= Counter({whose: 1})


def _whose(client: Client, row: Format) -> str:
    return f"{client.name} {'film' if row.film else 'still'}"


def _key(trace_id: str, format: str, words: Mapping[str, str]) -> str:
    return "/".join((trace_id, format, *(f"{name}={words[name]}" for name in sorted(words))))


def checked(format: str, words: Mapping[str, str]) -> Format:
    """The format, if it and the options can be. Raises a `Problem`."""
    try:
        return check(format, words)
    except ExportError as error:
        raise Problem(422, str(error)) from error
