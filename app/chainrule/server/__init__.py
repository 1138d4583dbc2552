"""The web server: pages, REST API and its guards. It never imports torch."""

from chainrule.server.app import create_app
from chainrule.server.reach import NotSafe, ask_only_if_safe, class_address
from chainrule.server.serving import CannotListen, address, listen, serve
from chainrule.server.settings import Settings, WrongSetting

__all__ = [
    "CannotListen",
    "NotSafe",
    "Settings",
    "WrongSetting",
    "address",
    "ask_only_if_safe",
    "class_address",
    "create_app",
    "listen",
    "serve",
]
