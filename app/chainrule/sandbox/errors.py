"""What can keep a program from becoming a trace, each said in a sentence.

SandboxError
├── Unavailable        no process to run programs in could be started
├── NotIsolated        this machine cannot lock a program in, and nobody said that it is trusted
├── Lost               the process that runs programs died in the middle of this run
├── ProgramTooLong     the program's text is longer than the limit
├── TookTooLong        the program was still running after its time
├── TooMuchOutput      the program printed more than the limit
├── TraceTooLarge      the trace is larger than the limit
├── Crashed            the program's process ended without a trace
└── BrokenResult       what came back is no trace document
"""

__all__ = [
    "BrokenResult",
    "Crashed",
    "Lost",
    "NotIsolated",
    "ProgramTooLong",
    "SandboxError",
    "TooMuchOutput",
    "TookTooLong",
    "TraceTooLarge",
    "Unavailable",
]


class SandboxError(Exception):
    """A program gave no trace; the message says why, `output` is what it printed."""

    def __init__(self, message: str, *, output: str = "") -> None:
        super().__init__(message)
        self.output = output


class Unavailable(SandboxError):
    """No process to run programs in could be started."""


class NotIsolated(SandboxError):
    """This machine cannot lock a program in."""


class Lost(SandboxError):
    """The process that runs programs died in the middle of this run."""


class ProgramTooLong(SandboxError):
    """The program's text is longer than the limit."""


class TookTooLong(SandboxError):
    """The program was still running after its time."""


class TooMuchOutput(SandboxError):
    """The program printed more than the limit."""


class TraceTooLarge(SandboxError):
    """The trace is larger than the limit."""


class Crashed(SandboxError):
    """The program's process ended without a trace."""


class BrokenResult(SandboxError):
    """What came back is no trace document."""
