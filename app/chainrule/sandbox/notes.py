"""What a child tells while it works, a line each: that it is locked, how many steps there are, that
it was stopped and writes its trace.
"""

from collections.abc import Callable

__all__ = ["LOCKED", "LONGEST", "STEPS", "STOPPED", "Notes"]

LOCKED = b"locked\n"
STEPS = b"%d steps\n"
STOPPED = b"stopped\n"

# Bytes that a child may write; a note is read up to so many digits.
LONGEST = 65_536
DIGITS = 12


class Notes:
    """Reads the lines. The first one comes before the program, which may forge all others."""

    def __init__(self, recorded: Callable[[int], object], stopped: Callable[[], object]) -> None:
        self.locked = False
        self._recorded = recorded
        self._stopped = stopped
        self._rest = b""

    def hear(self, chunk: bytes) -> None:
        """Take in what was written since."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        if lines and not self.locked:
            self.locked = lines.pop(0) + b"\n" == LOCKED
        if STOPPED.strip() in lines:
            self._stopped()
        elif lines:
            self._count(lines[-1])

    def _count(self, line: bytes) -> None:
        number, _, _ = line.partition(b" ")
        if number.isdigit() and len(number) <= DIGITS:
            self._recorded(int(number))
