"""The server that this process runs beside the user's code, started at the first `show`."""

import threading
from functools import cache

from chainrule.server import Settings, address, create_app, listen, serve
from chainrule.store import Store
from chainrule.trace import Trace

__all__ = ["LocalServer", "local_server"]

START_SECONDS = 30.0


class LocalServer:
    """Serves traces on a free port of the loopback for as long as the process lives."""

    def __init__(self) -> None:
        settings = Settings(host="127.0.0.1", port=0, warm=False)
        self._store = Store()
        listener = listen(settings)
        self._address = address(listener)
        started = threading.Event()
        app = create_app(settings, store=self._store)
        # A thread that dies with its process: uvloop crashes there, Python's own loop does not.
        arguments = (app, settings, listener, started.set, "asyncio")
        threading.Thread(target=serve, args=arguments, name="chainrule", daemon=True).start()
        if not started.wait(START_SECONDS):
            raise RuntimeError("The local server did not start; its messages are above.")

    def url_of(self, trace: Trace) -> str:
        """The address of the trace's page."""
        return f"{self._address}/t/{self._store.put(trace)}"


@cache
def local_server() -> LocalServer:
    """This process's one."""
    return LocalServer()
