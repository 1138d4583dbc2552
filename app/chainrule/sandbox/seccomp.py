"""Seccomp: the system calls that this process may make from now on.

An allow-list is compiled to a classic BPF program, as `man 2 seccomp` describes it.
"""

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from chainrule.sandbox.syscalls import ARCHITECTURES, NUMBERS, Architecture

__all__ = ["OneOf", "Rule", "Without", "Zero", "assemble", "install", "supported"]

ALLOW, KILL, FAIL = 0x7FFF0000, 0x80000000, 0x00050000
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16

PR_GET_SECCOMP, PR_SET_SECCOMP, MODE_FILTER = 21, 22, 2

Instruction = tuple[int, int, int, int]  # code, jump if true, jump if false, constant

libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class OneOf:
    """The argument, an `int`, is one of `values`."""

    argument: int
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """The argument, an `int`, has none of the `bits`."""

    argument: int
    bits: int


@dataclass(frozen=True, slots=True)
class Zero:
    """The argument, of any width, is zero (a null pointer)."""

    argument: int


Condition = OneOf | Without | Zero


@dataclass(frozen=True, slots=True)
class Rule:
    """A call that is allowed where all conditions hold, or that fails with `code`."""

    call: str
    conditions: tuple[Condition, ...] = ()
    code: int | None = None


def supported() -> bool:
    """Whether this kernel filters system calls and this architecture's numbers are known."""
    return platform.machine() in ARCHITECTURES and libc.prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0


def install(rules: Iterable[Rule]) -> None:
    """Let this process make only the calls in `rules`, for good; others fail with EPERM."""
    program = b"".join(
        struct.pack("=HBBI", *instruction)
        for instruction in assemble(rules, ARCHITECTURES[platform.machine()])
    )
    kept = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("@HP", len(program) // 8, ctypes.addressof(kept))
    if libc.prctl(PR_SET_SECCOMP, MODE_FILTER, header, 0, 0) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"seccomp refused: {os.strerror(code)}")


def assemble(rules: Iterable[Rule], architecture: Architecture) -> list[Instruction]:
    """The BPF program: a foreign manner of calling kills, an unlisted call fails."""
    program = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 1, 0, architecture.audit),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
        (AT_LEAST, 0, 1, architecture.largest),
        (RETURN, 0, 0, KILL),
    ]
    for rule in rules:
        number = NUMBERS[rule.call][architecture.column]
        if number is not None:
            block = _block(rule)
            program += [(EQUAL, 0, len(block), number), *block]
    return [*program, (RETURN, 0, 0, FAIL | errno.EPERM)]


def _block(rule: Rule) -> list[Instruction]:
    """What happens once the call's number is found; always ends in a verdict."""
    if rule.code is not None:
        return [(RETURN, 0, 0, FAIL | rule.code)]
    refused = (RETURN, 0, 0, FAIL | errno.EPERM)
    tests = [test for condition in rule.conditions for test in (*_tests(condition), refused)]
    return [*tests, (RETURN, 0, 0, ALLOW)]


def _tests(condition: Condition) -> list[Instruction]:
    """Loads and jumps that skip the next instruction, the refusal, where the condition holds."""
    low = FIRST_ARGUMENT + 8 * condition.argument
    match condition:
        case OneOf(_, values):
            last = len(values)
            return [
                (LOAD, 0, 0, low),
                *((EQUAL, last - place, 0, value) for place, value in enumerate(values)),
            ]
        case Without(_, bits):
            return [(LOAD, 0, 0, low), (ANY_BIT, 0, 1, bits)]
        case Zero():
            return [
                (LOAD, 0, 0, low),
                (EQUAL, 0, 2, 0),
                (LOAD, 0, 0, low + 4),
                (EQUAL, 1, 0, 0),
            ]
