"""Shows a trace where the code runs: in a notebook's output, in a browser elsewhere."""

import importlib
import sys
import time
import webbrowser
from typing import Any

from chainrule.notebook.view import HEIGHT, View
from chainrule.trace import Trace

__all__ = ["show"]


def show(
    trace: Trace, *, height: int = HEIGHT, block: bool | None = None, **options: object
) -> View | None:
    """Show the trace: in the notebook's output, or in a browser.

    `options` are the parameters of an embed's address: `step="backward-1"`, `theme="dark"`,
    `show=["values", "chain"]`. In marimo the view is the value, for the cell to end with.

    Elsewhere than in a notebook, the page is served from this process. So a script waits here
    until Ctrl-C, while an interactive session goes on; `block` says otherwise.
    """
    view = View(trace=trace, height=height, options=options)
    if _in_marimo():
        return view
    if _in_jupyter():
        # Its import is certain: a notebook's kernel runs on it.
        importlib.import_module("IPython.display").display(view)
        return None
    # The server is not loaded where there is a notebook.
    local = importlib.import_module("chainrule.notebook.local")
    url = f"{local.local_server().url_of(trace)}{view.fragment()}"
    print(f"chainrule shows {trace.meta.title} at {url}", flush=True)
    webbrowser.open(url)
    if not _interactive() if block is None else block:
        _wait()
    return None


def _in_jupyter() -> bool:
    """Whether a kernel runs this code (IPython at a terminal has no kernel)."""
    ipython: Any = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell is not None and hasattr(shell, "kernel")


def _in_marimo() -> bool:
    marimo: Any = sys.modules.get("marimo")
    return marimo is not None and bool(marimo.running_in_notebook())


def _interactive() -> bool:
    return hasattr(sys, "ps1") or bool(sys.flags.interactive)


def _wait() -> None:
    print("Ctrl-C goes on.", flush=True)
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        print()
