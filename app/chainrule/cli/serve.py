"""`chainrule serve`: the lessons, or a program or trace, on a page."""

import webbrowser
from pathlib import Path
from socket import socket
from urllib.parse import quote

from chainrule.cli.failure import failure_lines
from chainrule.cli.files import open_trace
from chainrule.cli.messages import complain, fail, say
from chainrule.server import (
    CannotListen,
    CannotShare,
    NotSafe,
    Settings,
    WrongSetting,
    address,
    ask_only_if_safe,
    class_address,
    create_app,
    listen,
    serve,
    serve_side_by_side,
)
from chainrule.store import Store, StoreError

__all__ = ["serve_file"]


def serve_file(file: Path | None, *, host: str, port: int, workers: int, open_page: bool) -> None:
    """Serve until interrupted. Exits with 1 where the port or the file cannot be used."""
    try:
        settings = Settings.read(
            host=host, port=port, workers=workers, warm=file is None
        ).with_token()
        ask_only_if_safe(settings)
        store = Store(settings.store, settings.budget)
    except (WrongSetting, StoreError, NotSafe) as error:
        fail(str(error))
    with store, _listening(settings) as listener:
        place, what = _opened(file, store)
        key = f"#token={quote(settings.secret, safe='')}"
        url = address(listener) + place + key
        meeting = class_address(settings, listener.getsockname()[1])

        def ready() -> None:
            say(f"chainrule shows {what} at {url} (Ctrl-C stops it)")
            if meeting is not None:
                say(f"A class joins at {meeting}{key}")
            if open_page:
                webbrowser.open(url)

        if settings.workers == 1:
            serve(create_app(settings, store=store), settings, listener, ready)
            return
        try:
            serve_side_by_side(settings, listener, ready)
        except CannotShare as error:
            fail(str(error))


def _listening(settings: Settings) -> socket:
    try:
        return listen(settings)
    except CannotListen as error:
        fail(str(error))


def _opened(file: Path | None, store: Store) -> tuple[str, str]:
    """The page of the file's trace, which is in the store then, and what it shows."""
    if file is None:
        return "/", "the lessons"
    trace = open_trace(file)
    for line in failure_lines(trace):
        complain(line)
    address = store.put(trace)
    store.keep(address)
    return f"/t/{address}", file.name
