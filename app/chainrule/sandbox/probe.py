"""A locked process tries what it must not be able to do, and one thing that it must."""

import json
import mmap
import os
import socket
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from chainrule.sandbox.job import Limits
from chainrule.sandbox.launch import PACKAGES

__all__ = ["CONTROL", "probe"]

CONTROL = "read its own packages"


def probe(limits: Limits) -> bytes:
    """As JSON, the names of the attempts that were not stopped."""
    return json.dumps(
        [name for name, attempt in ATTEMPTS.items() if _does(attempt, limits)]
    ).encode()


def _does(attempt: Callable[[Limits], object], limits: Limits) -> bool:
    try:
        attempt(limits)
    except (OSError, MemoryError, RuntimeError):
        return False
    return True


def _read_its_packages(_: Limits) -> None:
    Path(PACKAGES, "chainrule", "__init__.py").read_bytes()


def _read_a_file(_: Limits) -> None:
    Path("/etc/passwd").read_bytes()


def _list_a_folder(_: Limits) -> None:
    os.listdir("/")


def _write_a_file(_: Limits) -> None:
    path = Path(tempfile.gettempprefix(), f"{os.getpid()}.probe")
    for folder in ("/tmp", "/var/tmp", "/dev/shm"):
        target = Path(folder, path.name)
        try:
            target.touch()
        except OSError:
            continue
        target.unlink()
        return
    raise OSError("nowhere")


def _open_a_socket(_: Limits) -> None:
    socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()


def _start_a_process(_: Limits) -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _start_a_thread(_: Limits) -> None:
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()


def _signal_another(_: Limits) -> None:
    os.kill(os.getppid(), 0)


def _take_much_memory(limits: Limits) -> None:
    mmap.mmap(-1, 2 * limits.memory).close()


ATTEMPTS: dict[str, Callable[[Limits], object]] = {
    CONTROL: _read_its_packages,
    "read a file": _read_a_file,
    "list a folder": _list_a_folder,
    "write a file": _write_a_file,
    "open a socket": _open_a_socket,
    "start a process": _start_a_process,
    "start a thread": _start_a_thread,
    "signal another process": _signal_another,
    "take more memory than its limit": _take_much_memory,
}
