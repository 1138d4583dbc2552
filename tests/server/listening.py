"""An app served over a real socket, from a thread."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI

from chainrule.server import Settings, listen
from chainrule.server.serving import Announcing, configured


@contextmanager
def listening(app: FastAPI, settings: Settings) -> Iterator[int]:
    """The port at which it answers meanwhile."""
    ready = threading.Event()
    with listen(settings) as listener:
        server = Announcing(configured(app, settings), ready.set, lambda: None)
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        assert ready.wait(20)
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join(20)
