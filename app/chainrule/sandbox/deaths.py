"""How a process ended, in words that a student understands."""

import signal

from chainrule.sandbox.errors import Crashed, SandboxError
from chainrule.sandbox.order import BROKEN

__all__ = ["NO_LOCK", "death"]

SIGNALS = {
    "SIGSEGV": "it reached for memory that is not its own (a segmentation fault)",
    "SIGABRT": "a library gave up (it aborted)",
    "SIGFPE": "an impossible calculation stopped the processor (SIGFPE)",
    "SIGILL": "it met an instruction that this processor does not have (SIGILL)",
    "SIGBUS": "it reached for memory that is not there (SIGBUS)",
    "SIGKILL": "it was killed, most likely because the machine ran out of memory",
    "SIGXCPU": "it used up its computing time",
    "SIGSYS": "it asked the system for something that programs here may not do",
}

NO_LOCK = "The program was not run, because its process could not lock itself in."
BROKEN_RECORDER = (
    "The recorder failed, and its own error is in what was printed; does the program reach into it,"
    " or close descriptors that it did not open? If not, please report it."
)
BY_SIGNAL = "The program's process ended before its trace could be written: {reason}."
BY_STATUS = (
    "The program's process ended itself with status {status} before its trace could be written;"
    " does the program call os._exit?"
)


def death(status: int, output: str = "") -> SandboxError:
    """The error for a child without a trace; a negative `status` is the signal that ended it."""
    if status == BROKEN:
        return Crashed(BROKEN_RECORDER, output=output)
    if status >= 0:
        return Crashed(BY_STATUS.format(status=status), output=output)
    return Crashed(BY_SIGNAL.format(reason=_reason(-status)), output=output)


def _reason(number: int) -> str:
    try:
        known = signal.Signals(number)
    except ValueError:
        return f"signal {number} ended it"
    return SIGNALS.get(known.name, f"{known.name} ended it")
