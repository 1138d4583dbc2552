"""Shows a trace where the code runs: framed in a notebook, in a browser elsewhere."""

import html
import importlib
import sys
import time
import webbrowser
from dataclasses import dataclass
from typing import Any

from chainrule.notebook.local import local_server
from chainrule.trace import Trace

__all__ = ["View", "show"]

HEIGHT = 720


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A trace's page in a frame, as notebooks display it."""

    url: str
    title: str
    height: int = HEIGHT

    def _repr_html_(self) -> str:
        url, title = html.escape(self.url), html.escape(self.title)
        return (
            f'<iframe src="{url}" title="{title}" width="100%" height="{self.height}"'
            ' style="border: 0" allowfullscreen></iframe>'
        )


def show(trace: Trace, *, height: int = HEIGHT, block: bool | None = None) -> None:
    """Show the trace: in the notebook's output, or in a browser.

    The page is served from this process. So a script waits here until Ctrl-C, while an
    interactive session goes on; `block` says otherwise.
    """
    title = trace.meta.title
    if _in_notebook():
        view = View(url=local_server().url_of(trace, "embed"), title=title, height=height)
        # Its import is certain: a notebook's kernel runs on it.
        importlib.import_module("IPython.display").display(view)
        return
    view = View(url=local_server().url_of(trace), title=title, height=height)
    print(f"chainrule shows {view.title} at {view.url}", flush=True)
    webbrowser.open(view.url)
    if not _interactive() if block is None else block:
        _wait()


def _in_notebook() -> bool:
    """Whether a kernel runs this code (IPython at a terminal has no kernel)."""
    ipython: Any = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell is not None and hasattr(shell, "kernel")


def _interactive() -> bool:
    return hasattr(sys, "ps1") or bool(sys.flags.interactive)


def _wait() -> None:
    print("Ctrl-C goes on.", flush=True)
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        print()
