"""The web server: pages, REST API and its guards. It never imports torch."""

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
