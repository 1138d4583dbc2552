"""One of several server processes: it is told its settings, and handed the listening socket."""

import json
import socket
import sys
from collections.abc import Sequence

from chainrule.sandbox import launch_ahead
from chainrule.sandbox.family import end_with

__all__ = ["main"]


def main(arguments: Sequence[str]) -> None:
    """Serve until told to stop, or until the process `parent` ends."""
    parent, descriptor = map(int, arguments)
    end_with(parent)
    told = json.load(sys.stdin)
    if told["warm"]:
        launch_ahead()
    # Only now, for PyTorch is imported meanwhile.
    from chainrule.server.app import create_app
    from chainrule.server.serving import serve
    from chainrule.server.settings import Settings

    settings = Settings(**told)
    with socket.socket(fileno=descriptor) as listener:
        serve(create_app(settings), settings, listener, lambda: print("ready", flush=True))
