"""Exports, made in processes of their own; the work ends when nobody waits for it any more."""

from collections.abc import Mapping

from chainrule.export import ExportError, Format, check
from chainrule.server.caching import Representation
from chainrule.server.documents import Documents, Kept
from chainrule.server.problems import Problem
from chainrule.server.workers import Refused, Tell, Workers, WorkFailed

__all__ = ["Exports", "checked"]

ROOM = 32 * 1024 * 1024


class Exports:
    """Makes files of traces; the least recently used are dropped."""

    def __init__(self, documents: Documents, workers: Workers, room: int = ROOM) -> None:
        self._documents = documents
        self._workers = workers
        self._kept = Kept(room)

    async def make(
        self, trace_id: str, format: str, words: Mapping[str, str], tell: Tell | None = None
    ) -> Representation:
        """The file. Raises a `Problem` that says what can be asked for."""
        row = checked(format, words)
        key = "/".join((trace_id, format, *(f"{name}={words[name]}" for name in sorted(words))))
        if kept := self._kept.get(key):
            return kept
        trace = await self._documents.trace(trace_id)
        order = {**words, "format": format}
        try:
            content = await self._workers.work("export", trace.content, tell, **order)
        except Refused as error:
            raise Problem(422, str(error)) from error
        except WorkFailed as error:
            raise Problem(503, str(error)) from error
        made = Representation(content=content, media_type=row.media_type)
        self._kept.put(key, made)
        return made


def checked(format: str, words: Mapping[str, str]) -> Format:
    """The format, if it and the options can be. Raises a `Problem`."""
    try:
        return check(format, words)
    except ExportError as error:
        raise Problem(422, str(error)) from error
