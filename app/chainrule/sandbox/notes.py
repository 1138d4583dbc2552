"""What a child tells while it works, a line each: that it is locked, how many steps there are."""

from collections.abc import Callable

__all__ = ["LOCKED", "LONGEST", "STEPS", "Notes"]

LOCKED = b"locked\n"
STEPS = b"%d steps\n"

# Bytes that a child may write; a note is read up to so many digits.
LONGEST = 65_536
DIGITS = 12


class Notes:
    """Reads the lines. The first one comes before the program, which may forge all others."""

    def __init__(self, recorded: Callable[[int], object]) -> None:
        self.locked = False
        self._recorded = recorded
        self._rest = b""

    def hear(self, chunk: bytes) -> None:
        """Take in what was written since."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        if lines and not self.locked:
            self.locked = lines.pop(0) + b"\n" == LOCKED
        if lines:
            self._tell(lines[-1])

    def _tell(self, line: bytes) -> None:
        number, _, _ = line.partition(b" ")
        if number.isdigit() and len(number) <= DIGITS:
            self._recorded(int(number))
