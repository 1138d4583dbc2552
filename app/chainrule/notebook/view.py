"""A trace in a notebook's output: a page in one file, in a frame of its own."""

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from chainrule.export.html import single_file
from chainrule.layout import Direction
from chainrule.trace import Trace

__all__ = ["HEIGHT", "View"]

HEIGHT = 640
# The program is in the notebook already.
USUAL: Mapping[str, object] = {"slide": 0, "hide": "code"}
KNOWN = (
    "autoplay",
    "dir",
    "fit",
    "font",
    "from",
    "hide",
    "inside",
    "keys",
    "lang",
    "motion",
    "predict",
    "show",
    "slide",
    "speed",
    "step",
    "theme",
    "to",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What notebooks display. It needs no kernel and no server, so it lives on in a saved one.

    `options` are the parameters of an embed's address. Raises `TypeError` where one is unknown.
    """

    trace: Trace
    height: int = HEIGHT
    options: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.options:
            if name not in KNOWN:
                raise TypeError(f"A view has no option {name!r}; it has {', '.join(KNOWN)}.")

    def page(self) -> str:
        """The page in the frame."""
        direction: Direction = "tb" if self.options.get("dir") == "tb" else "lr"
        return single_file(
            self.trace, options=_address({**USUAL, **self.options}), direction=direction
        )

    def fragment(self) -> str:
        """The options as the end of an address, empty where there are none."""
        return f"#{_address(self.options)}" if self.options else ""

    def _repr_html_(self) -> str:
        # Without an origin of its own, what is in the frame cannot touch the notebook.
        return (
            f'<iframe srcdoc="{html.escape(self.page())}" title="{html.escape(self._title())}"'
            f' sandbox="allow-scripts" width="100%" height="{self.height}" style="border: 0"'
            " allowfullscreen></iframe>"
        )

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"<chainrule: {self._title()}, {len(self.trace.steps)} steps>"

    def _title(self) -> str:
        return self.trace.meta.title


def _address(options: Mapping[str, object]) -> str:
    return urlencode({name: _written(value) for name, value in options.items()}, safe=",")


def _written(value: object) -> object:
    """A value as an address has it: lists with commas, True as 1."""
    if isinstance(value, bool):
        return int(value)
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else value
