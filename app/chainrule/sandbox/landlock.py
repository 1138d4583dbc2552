"""Landlock: this process may read what is under some paths, and reach no other file.

A small binding of three system calls (their numbers are the same on every architecture).
"""

import ctypes
import os
from collections.abc import Iterable

__all__ = ["restrict_to_reading", "version"]

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
CREATE_RULESET_VERSION = 1
RULE_PATH_BENEATH = 1

READ_FILE, READ_DIR = 1 << 2, 1 << 3

# What each version of the interface learned to forbid; everything is forbidden.
FILE_ACCESS = {1: (1 << 13) - 1, 2: 1 << 13, 3: 1 << 14, 5: 1 << 15}
TCP_ACCESS = {4: 0b11}
SCOPES = {6: 0b11}  # abstract sockets and signals outside this domain

libc = ctypes.CDLL(None, use_errno=True)


class RulesetAttributes(ctypes.Structure):
    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


# An older kernel accepts the longer structure as long as what it does not know is zero.
SIZE = ctypes.sizeof(RulesetAttributes)


def version() -> int:
    """The version of the kernel's interface; 0 where it has none."""
    newest: int = libc.syscall(CREATE_RULESET, None, 0, CREATE_RULESET_VERSION)
    return max(0, newest)


def restrict_to_reading(paths: Iterable[str]) -> None:
    """Forbid this process every file but reading those under `paths`, for good."""
    attributes = RulesetAttributes(_known(FILE_ACCESS), _known(TCP_ACCESS), _known(SCOPES))
    ruleset = _call(CREATE_RULESET, ctypes.byref(attributes), SIZE, 0)
    try:
        for path in paths:
            _allow(ruleset, path)
        _call(RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str) -> None:
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there needs no permission
    try:
        access = READ_FILE | READ_DIR if os.path.isdir(path) else READ_FILE
        rule = PathBeneath(access, opened)
        _call(ADD_RULE, ruleset, RULE_PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(opened)


def _known(table: dict[int, int]) -> int:
    newest = version()
    return sum(bits for since, bits in table.items() if since <= newest)


def _call(number: int, *arguments: object) -> int:
    whole = (ctypes.c_long(each) if isinstance(each, int) else each for each in arguments)
    result: int = libc.syscall(number, *whole)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"Landlock refused: {os.strerror(code)}")
    return result
