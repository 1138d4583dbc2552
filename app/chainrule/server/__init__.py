"""The web server: pages, REST API and its guards. It never imports torch.

What is named here is imported when it is first asked for: the processes that lay graphs out live in
this package too, and start several times as fast without the web's libraries.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chainrule.server.app import create_app
    from chainrule.server.reach import NotSafe, ask_only_if_safe, class_address
    from chainrule.server.serving import CannotListen, address, listen, serve
    from chainrule.server.settings import Settings, WrongSetting
    from chainrule.server.siblings import CannotShare, serve_side_by_side

__all__ = [
    "CannotListen",
    "CannotShare",
    "NotSafe",
    "Settings",
    "WrongSetting",
    "address",
    "ask_only_if_safe",
    "class_address",
    "create_app",
    "listen",
    "serve",
    "serve_side_by_side",
]

_HOMES = {
    "app": ("create_app",),
    "reach": ("NotSafe", "ask_only_if_safe", "class_address"),
    "serving": ("CannotListen", "address", "listen", "serve"),
    "settings": ("Settings", "WrongSetting"),
    "siblings": ("CannotShare", "serve_side_by_side"),
}


def __getattr__(name: str) -> object:
    home = next((module for module, names in _HOMES.items() if name in names), None)
    if home is None:
        raise AttributeError(f"chainrule.server has no {name!r}")
    found: object = getattr(import_module(f"chainrule.server.{home}"), name)
    return found
