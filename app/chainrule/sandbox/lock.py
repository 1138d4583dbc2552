"""The lock-down of a process that is about to run a stranger's program."""

import ctypes
import os
import resource
from collections.abc import Callable, Container
from contextlib import suppress
from pathlib import Path

from chainrule.sandbox import landlock, seccomp
from chainrule.sandbox.family import end_with
from chainrule.sandbox.job import Limits
from chainrule.sandbox.layers import LAYERS, Layer
from chainrule.sandbox.policy import readable, system_calls

__all__ = ["ENVIRONMENT", "available", "leave_the_family", "lock"]

PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 4, 38
CAPABILITY_VERSION_3 = 0x20080522
WORST = "1000"
# A program that computes leaves the server its turn.
POLITE = 5
# All that a program finds there. PyTorch's compiler makes this folder when it is imported, which
# works where it exists.
ENVIRONMENT = {"TORCHINDUCTOR_CACHE_DIR": "/"}

libc = ctypes.CDLL(None, use_errno=True)


def available() -> tuple[Layer, ...]:
    """The layers that this kernel has."""
    has: dict[Layer, bool] = {"landlock": landlock.version() > 0, "seccomp": seccomp.supported()}
    return tuple(layer for layer in LAYERS if has.get(layer, True))


def leave_the_family(parent: int) -> None:
    """A session of its own, which ends with `parent`, waits for others and is the first to go
    without memory.
    """
    os.setsid()
    os.nice(POLITE)
    end_with(parent)
    with suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:
        score.write(WORST)
    _control(PR_SET_DUMPABLE, 0)
    os.environ.clear()
    os.environ.update(ENVIRONMENT)


def lock(limits: Limits, layers: Container[Layer]) -> None:
    """Put the `layers` on this process, for good. Raises `OSError` if one cannot be."""
    _control(PR_SET_NO_NEW_PRIVS, 1)
    for layer in LAYERS:
        if layer in layers:
            LOCKS[layer](limits)


def _drop_capabilities(_: Limits) -> None:
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    _check(libc.capset(header, (ctypes.c_uint32 * 6)()))


def _limit_resources(limits: Limits) -> None:
    processor = int(limits.seconds + limits.grace + limits.writing) + 1
    bounds = {
        resource.RLIMIT_AS: _mapped() + limits.memory,
        resource.RLIMIT_CPU: processor,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: limits.descriptors,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
    }
    for kind, wanted in bounds.items():
        _, most = resource.getrlimit(kind)
        bound = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(kind, (bound, bound))


def _mapped() -> int:
    """Bytes of address space in use already: a build of torch with CUDA maps over 2 GiB itself."""
    statistics = Path("/proc/self/statm")
    if not statistics.exists():
        return 0
    return int(statistics.read_text().split()[0]) * resource.getpagesize()


def _restrict_files(_: Limits) -> None:
    landlock.restrict_to_reading(readable())


def _filter_calls(_: Limits) -> None:
    seccomp.install(system_calls(os.getpid()))


LOCKS: dict[Layer, Callable[[Limits], None]] = {
    "capabilities": _drop_capabilities,
    "limits": _limit_resources,
    "landlock": _restrict_files,
    "seccomp": _filter_calls,
}


def _control(option: int, value: int) -> None:
    unused = ctypes.c_ulong(0)
    _check(libc.prctl(option, ctypes.c_ulong(value), unused, unused, unused))


def _check(result: int) -> None:
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"The sandbox cannot lock itself: {os.strerror(code)}")
