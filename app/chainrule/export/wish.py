"""What somebody asks an export for, read from words: an address, a command line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar, get_args
from urllib.parse import urlencode

from chainrule.export.look import Fit, Look, Overlay, Stop, Theme

__all__ = ["PARAMETERS", "SIZES", "SPEEDS", "ExportError", "Wish", "read_wish"]

Word = TypeVar("Word", bound=str)
SIZES = {"width": (160, 3840), "height": (90, 2160)}
SPEEDS = (0.25, 16.0)


class ExportError(ValueError):
    """What was asked for cannot be exported; the message says what can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """`step`, `first` and `last` name steps as they were given; None is for the usual."""

    look: Look
    step: str | None = None
    first: str | None = None
    last: str | None = None
    speed: float = 1.0

    def address(self, usual: Look) -> str:
        """The wish as an embed's address has it; what is as usual is left to the page."""
        theme = self.look.theme if self.look.theme != usual.theme else None
        show = ",".join(self.look.show) if self.look.show != usual.show else None
        speed = f"{self.speed:g}" if self.speed != 1 else None
        told = {
            "step": self.step,
            "from": self.first,
            "to": self.last,
            "theme": theme,
            "show": show,
            "speed": speed,
        }
        return urlencode({name: word for name, word in told.items() if word is not None}, safe=",")

    def positions(self, stops: Sequence[Stop]) -> list[int]:
        """The positions in the range, in order."""
        start = 0 if self.first is None else _index(stops, self.first, "from")
        end = len(stops) - 1 if self.last is None else _index(stops, self.last, "to")
        if self.step is not None:
            start = end = _index(stops, self.step, "step")
        if start > end:
            raise ExportError(
                f"`from` is step {start} and `to` is step {end}; `from` must come first."
            )
        return [stop.position for stop in stops[start : end + 1]]


PARAMETERS = {
    "step": "One step: its id, such as backward-2, or its number, 0 before the first.",
    "from": "The first step of a range.",
    "to": "The last step of a range.",
    "theme": "light, dark or print.",
    "width": "In pixels, 160 to 3840.",
    "height": "In pixels, 90 to 2160.",
    "speed": "Of films: 0.25 to 16 times the page's.",
    "show": "values, requires_grad, grad_fn, chain: which of them, comma between.",
    "fit": "whole: the whole picture where it can be read; follow: along with the step.",
}


def read_wish(words: Mapping[str, str], usual: Look) -> Wish:
    """The wish that the words tell, the rest as usual. Raises `ExportError` with a sentence."""
    for name in words:
        if name not in PARAMETERS:
            raise ExportError(f"There is no option {name!r}; there are {_list(PARAMETERS)}.")
    look = Look(
        width=_whole(words, "width", usual.width),
        height=_whole(words, "height", usual.height),
        theme=_one_of("theme", words.get("theme", usual.theme), get_args(Theme)),
        show=_shown(words, usual),
        fit=_one_of("fit", words.get("fit", usual.fit), get_args(Fit)),
    )
    return Wish(
        look=look,
        step=words.get("step"),
        first=words.get("from"),
        last=words.get("to"),
        speed=_speed(words),
    )


def _index(stops: Sequence[Stop], given: str, what: str) -> int:
    """The place among the stops of a step's id or number."""
    ids = [stop.id for stop in stops]
    if given in ids:
        return ids.index(given)
    if given.isascii() and given.isdigit() and int(given) < len(stops):
        return int(given)
    some = _list([each for each in ids if each][:3])
    raise ExportError(
        f"`{what}` is {given!r}, which is no step of this trace; there are 0 to"
        f" {len(stops) - 1}, or ids such as {some}."
    )


def _whole(words: Mapping[str, str], name: str, usual: int) -> int:
    least, most = SIZES[name]
    given = words.get(name, str(usual))
    if given.isascii() and given.isdigit() and least <= int(given) <= most:
        return int(given)
    raise ExportError(f"`{name}` is {given!r}; it must be {least} to {most} pixels.")


def _speed(words: Mapping[str, str]) -> float:
    least, most = SPEEDS
    try:
        speed = float(words.get("speed", "1"))
    except ValueError:
        speed = 0.0
    if not least <= speed <= most:
        raise ExportError(f"`speed` is {words['speed']!r}; it must be {least:g} to {most:g}.")
    return speed


def _one_of(name: str, given: str, allowed: Sequence[Word]) -> Word:
    for each in allowed:
        if given == each:
            return each
    raise ExportError(f"`{name}` is {given!r}; it must be {_list(allowed, 'or')}.")


def _shown(words: Mapping[str, str], usual: Look) -> tuple[Overlay, ...]:
    given = words.get("show")
    if given is None:
        return usual.show
    wanted = [_one_of("show", each, get_args(Overlay)) for each in given.split(",") if each]
    return tuple(each for each in get_args(Overlay) if each in wanted)


def _list(words: Sequence[str] | Mapping[str, object], joint: str = "and") -> str:
    *most, last = words
    return f"{', '.join(most)} {joint} {last}" if most else last
