"""Numbers that JSON cannot hold: one encoding for all of them.

`nan`, `inf` and `-inf` are those strings; a complex number is `[real, imaginary]`; an integer
beyond ±(2**53 − 1), which a browser would round, is its decimal digits as a string.
"""

import math

from chainrule.trace.errors import BrokenTrace
from chainrule.trace.model import Scalar

__all__ = ["NOT_FINITE", "decode_real", "decode_scalar", "encode_scalar"]

NOT_FINITE = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
LARGEST_EXACT = 2**53 - 1
MOST_DIGITS = 40

Encoded = bool | int | float | str | list["Encoded"]


def encode_scalar(number: Scalar) -> Encoded:
    """The JSON value that stands for `number`."""
    if isinstance(number, float):
        return number if math.isfinite(number) else str(number)
    if isinstance(number, complex):
        return [encode_scalar(number.real), encode_scalar(number.imag)]
    return number if -LARGEST_EXACT <= number <= LARGEST_EXACT else str(number)


def decode_scalar(value: object, where: str) -> Scalar:
    """The number that a JSON value stands for. Raises `BrokenTrace`."""
    if isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return _bounded(value, where)
    if isinstance(value, str):
        return _decode_text(value, where)
    if isinstance(value, list) and len(value) == 2:
        return complex(decode_real(value[0], where), decode_real(value[1], where))
    raise BrokenTrace(f"{where} is {value!r:.60}, where a number was expected.")


def decode_real(value: object, where: str) -> float:
    """The real number that a JSON value stands for. Raises `BrokenTrace`."""
    number = decode_scalar(value, where)
    if isinstance(number, complex):
        raise BrokenTrace(f"{where} is complex, where a real number was expected.")
    return float(number)


def _decode_text(text: str, where: str) -> Scalar:
    if text in NOT_FINITE:
        return NOT_FINITE[text]
    digits = text.removeprefix("-")
    if digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS:
        return int(text)
    raise BrokenTrace(f"{where} is {text!r:.60}, where a number was expected.")


def _bounded(number: int, where: str) -> int:
    """An integer that can be written again, and whose float is finite."""
    if abs(number) >= 10**MOST_DIGITS:
        raise BrokenTrace(f"{where} has more than {MOST_DIGITS} digits; no integer of torch has.")
    return number
