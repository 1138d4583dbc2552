"""The BPF program says what the policy says; an interpreter of its own runs it here."""

import errno
import os
import re
from pathlib import Path

import pytest

from chainrule.sandbox.policy import system_calls
from chainrule.sandbox.seccomp import ALLOW, FAIL, KILL, Instruction, assemble
from chainrule.sandbox.syscalls import ARCHITECTURES, NUMBERS

PROCESS = 4321
REFUSED = FAIL | errno.EPERM
X86 = ARCHITECTURES["x86_64"]
PROGRAM = assemble(system_calls(PROCESS), X86)
HEADER = Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h")


def verdict(
    program: list[Instruction], number: int, *arguments: int, audit: int = X86.audit
) -> int:
    """What the kernel would answer: classic BPF over `struct seccomp_data`."""
    data = {0: number, 4: audit}
    for place, argument in enumerate(arguments):
        data[16 + 8 * place] = argument & 0xFFFFFFFF
        data[20 + 8 * place] = argument >> 32 & 0xFFFFFFFF
    jumps = {
        0x15: lambda value, constant: value == constant,
        0x35: lambda value, constant: value >= constant,
        0x45: lambda value, constant: value & constant != 0,
    }
    at, accumulator = 0, 0
    while True:
        code, yes, no, constant = program[at]
        at += 1
        if code == 0x06:
            return constant
        if code == 0x20:
            accumulator = data.get(constant, 0)
        else:
            at += yes if jumps[code](accumulator, constant) else no


def call(name: str, *arguments: int) -> int:
    return verdict(PROGRAM, NUMBERS[name][0], *arguments)


CASES = {
    "reading": ("read", (0, 0, 10), ALLOW),
    "opening to read": ("openat", (2**64 - 100, 0, os.O_RDONLY | os.O_CLOEXEC), ALLOW),
    "opening to write": ("openat", (0, 0, os.O_WRONLY), REFUSED),
    "opening to read and write": ("openat", (0, 0, os.O_RDWR), REFUSED),
    "opening to create": ("openat", (0, 0, os.O_CREAT), REFUSED),
    "opening to cut off": ("open", (0, os.O_TRUNC), REFUSED),
    "opening without a name": ("openat", (0, 0, os.O_TMPFILE | os.O_RDWR), REFUSED),
    "high bits that the kernel ignores": ("openat", (0, 0, 1 << 32 | os.O_WRONLY), REFUSED),
    "the newer open": ("openat2", (), FAIL | errno.ENOSYS),
    "the newer clone": ("clone3", (), FAIL | errno.ENOSYS),
    "killing itself": ("kill", (PROCESS, 9), ALLOW),
    "killing another": ("kill", (PROCESS + 1, 9), REFUSED),
    "killing all": ("kill", (2**64 - 1, 9), REFUSED),
    "raising": ("tgkill", (PROCESS, PROCESS, 6), ALLOW),
    "raising in another": ("tgkill", (1, 1, 6), REFUSED),
    "asking for its limits": ("prlimit64", (0, 7, 0, 99), ALLOW),
    "asking by its number": ("prlimit64", (PROCESS, 7, 0, 99), ALLOW),
    "changing its limits": ("prlimit64", (0, 7, 99, 0), REFUSED),
    "changing limits by a high pointer": ("prlimit64", (0, 7, 1 << 32, 0), REFUSED),
    "another's limits": ("prlimit64", (1, 7, 0, 99), REFUSED),
    "asking whether it is a terminal": ("ioctl", (1, 0x5401), ALLOW),
    "typing into a terminal": ("ioctl", (0, 0x5412), REFUSED),
    "duplicating": ("fcntl", (1, 1030, 0), ALLOW),
    "owning signals": ("fcntl", (1, 8, 1), REFUSED),
    "naming itself": ("prctl", (15, 0), ALLOW),
    "becoming dumpable": ("prctl", (4, 1), REFUSED),
}


@pytest.mark.parametrize("case", CASES)
def test_the_program_says_what_the_policy_says(case: str) -> None:
    name, arguments, expected = CASES[case]
    assert call(name, *arguments) == expected


def test_unlisted_calls_fail() -> None:
    listed = {numbers[0] for numbers in NUMBERS.values()}
    others = set(range(600)) - listed
    assert {verdict(PROGRAM, number) for number in others} == {REFUSED}


def test_another_gate_kills() -> None:
    assert verdict(PROGRAM, 0, audit=0x40000003) == KILL
    assert verdict(PROGRAM, 0x40000000) == KILL
    assert verdict(PROGRAM, 0xFFFFFFFF) == KILL


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_rule_has_a_verdict_on_every_architecture(name: str) -> None:
    architecture = ARCHITECTURES[name]
    program = assemble(system_calls(PROCESS), architecture)
    for rule in system_calls(PROCESS):
        number = NUMBERS[rule.call][architecture.column]
        if number is not None:
            found = verdict(program, number, audit=architecture.audit)
            assert found in (ALLOW, REFUSED, FAIL | errno.ENOSYS)
    assert len(program) < 4096


@pytest.mark.skipif(not HEADER.exists(), reason="needs the kernel's headers")
def test_numbers_are_those_of_the_headers() -> None:
    known = dict(re.findall(r"#define __NR_(\w+) (\d+)", HEADER.read_text()))
    assert {name: int(known[name]) for name in NUMBERS} == {
        name: numbers[0] for name, numbers in NUMBERS.items()
    }
