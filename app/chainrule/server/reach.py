"""Who reaches this server: what it may be called, and whether strangers may be let near it."""

import asyncio
import ipaddress
import socket
from contextlib import suppress

from chainrule.sandbox import SandboxError, isolation_here
from chainrule.server.settings import EVERYWHERE, LOOPBACK, Settings

__all__ = ["NotSafe", "ask_only_if_safe", "class_address", "is_plain_address"]

# An address of the documentation's: nothing is sent, the system only says which way it would go.
ELSEWHERE = ("192.0.2.1", 9)

NOT_SAFE = (
    "Others can reach {host}, and their programs would run with your rights here. {sentence}"
    " Listen on 127.0.0.1 under no other name, or start the server where the self-test succeeds"
    " (SECURITY.md)."
)


class NotSafe(RuntimeError):
    """This machine cannot lock programs in, so nobody else may send any."""


def ask_only_if_safe(settings: Settings) -> None:
    """Return where the server may be reached at its address. Raises `NotSafe`.

    Beyond the loopback, the sandbox is tried first: one locked process does its worst.
    """
    if settings.local:
        return
    names = ", ".join(settings.allowed_hosts) if settings.host in LOOPBACK else settings.host
    try:
        isolation = asyncio.run(isolation_here())
    except SandboxError as error:
        raise NotSafe(NOT_SAFE.format(host=names, sentence=error)) from None
    if not isolation.complete:
        raise NotSafe(NOT_SAFE.format(host=names, sentence=isolation.sentence))


def class_address(settings: Settings, port: int) -> str | None:
    """The URL at which a class finds the server; None where it listens to this machine alone."""
    if settings.host in LOOPBACK:
        return None
    name = settings.host
    if name in EVERYWHERE:
        name = next(each for each in (*settings.allowed_hosts, _outward(), "127.0.0.1") if each)
    return f"http://{f'[{name}]' if ':' in name else name}:{port}/"


def _outward() -> str:
    """This machine's address as others see it; "" where it has none."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.connect(ELSEWHERE)
        address: str = sender.getsockname()[0]
        return address
    return ""


def is_plain_address(host: str) -> bool:
    """Whether a host is an IP address that a machine has; such a one cannot be rebound."""
    try:
        return not ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False
