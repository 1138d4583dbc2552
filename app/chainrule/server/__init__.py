"""The web server: pages, REST API and its guards. It never imports torch.

What is named here is imported when it is first asked for: the processes that lay graphs out live in
this package too, and start several times as fast without the web's libraries.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

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

HOMES = {
    "CannotListen": "serving",
    "CannotShare": "siblings",
    "NotSafe": "reach",
    "Settings": "settings",
    "WrongSetting": "settings",
    "address": "serving",
    "ask_only_if_safe": "reach",
    "class_address": "reach",
    "create_app": "app",
    "listen": "serving",
    "serve": "serving",
    "serve_side_by_side": "siblings",
}


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"The module 'chainrule.server' has no {name!r}; it has {__all__}.")
    return getattr(import_module(f"chainrule.server.{HOMES[name]}"), name)
