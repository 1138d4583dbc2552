"""What a locked program may do, as data; `lock` applies it."""

import os
import sys
import sysconfig
from collections.abc import Iterable
from errno import ENOSYS
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from chainrule.sandbox.launch import PACKAGES
from chainrule.sandbox.seccomp import OneOf, Rule, Without, Zero

__all__ = ["readable", "system_calls"]

LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo")
DEVICES = ("/dev/null", "/dev/urandom", "/dev/zero", "/etc/ld.so.cache")

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
FCNTL = (0, 1, 2, 3, 4, 1030)  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC
IOCTL = (0x5401, 0x5413, 0x541B, 0x5450, 0x5451)  # TCGETS, TIOCGWINSZ, FIONREAD, FIO(N)CLEX
PRCTL = (15, 16)  # PR_SET_NAME, PR_GET_NAME

FREE = """
    read write readv writev pread64 preadv lseek close close_range dup dup2 dup3 pipe2
    access faccessat faccessat2 stat lstat fstat newfstatat statx readlink readlinkat getcwd
    getdents64 fadvise64 poll ppoll select pselect6
    mmap munmap mprotect mremap madvise brk membarrier
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend
    sigaltstack restart_syscall alarm setitimer getitimer pause
    getpid getppid gettid getuid geteuid getgid getegid getresuid getresgid getgroups getpgrp
    getpgid getsid uname sysinfo times getrusage getrlimit getpriority arch_prctl umask
    clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time
    sched_yield sched_getaffinity getcpu getrandom
    futex set_robust_list get_robust_list set_tid_address rseq exit exit_group wait4 waitid
"""

# Absent rather than forbidden, so that the C library falls back to an older call.
ABSENT = ("clone3", "openat2")


def system_calls(process: int) -> tuple[Rule, ...]:
    """What the process may ask of the kernel: no sockets, processes, threads or writing."""
    return (
        *(Rule(call) for call in FREE.split()),
        *(Rule(call, code=ENOSYS) for call in ABSENT),
        Rule("open", (Without(1, WRITING),)),
        Rule("openat", (Without(2, WRITING),)),
        Rule("fcntl", (OneOf(1, FCNTL),)),
        Rule("ioctl", (OneOf(1, IOCTL),)),
        Rule("prctl", (OneOf(0, PRCTL),)),
        Rule("prlimit64", (OneOf(0, (0, process)), Zero(2))),
        Rule("kill", (OneOf(0, (process,)),)),
        Rule("tkill", (OneOf(0, (process,)),)),
        Rule("tgkill", (OneOf(0, (process,)),)),
    )


@cache
def readable() -> tuple[str, ...]:
    """The interpreter, its packages and the libraries that they load."""
    own = (sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib"))
    packages = (str(Path(PACKAGES) / "chainrule"), *_homes(("torch", "numpy")))
    interpreter = os.path.realpath(sys.executable)
    return (*own, *packages, interpreter, *LIBRARIES, *DEVICES)


def _homes(names: Iterable[str]) -> list[str]:
    """The folders that hold these packages, wherever they were installed to."""
    found = (find_spec(name) for name in names)
    origins = (spec.origin for spec in found if spec is not None and spec.origin is not None)
    return [str(Path(origin).resolve().parent.parent) for origin in origins]
