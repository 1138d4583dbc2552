"""Numbers as cards write them: three significant digits, the same text as in the browser."""

import math
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from chainrule.trace import Scalar

__all__ = ["MINUS", "format_number"]

MINUS = "−"
DIGITS = 3
LARGEST_EXPONENT, SMALLEST_EXPONENT = 3, -3
WHOLE = re.compile(r"(torch\.)?(u?int|bool|long|short)")


@lru_cache(maxsize=65_536)
def format_number(number: Scalar, dtype: str = "torch.float32") -> str:
    """`number`, an element of a tensor of type `dtype`, as a short text."""
    if isinstance(number, bool):
        return str(number)
    if isinstance(number, complex):
        return _complex(number, dtype)
    if not math.isfinite(number):
        return "NaN" if math.isnan(number) else MINUS * (number < 0) + "∞"
    text = str(int(number)) if WHOLE.match(dtype) else _real(float(number))
    return text.replace("-", MINUS)


def _complex(number: complex, dtype: str) -> str:
    imaginary = format_number(number.imag, dtype)
    sign = "" if imaginary.startswith(MINUS) else "+"
    return f"{format_number(number.real, dtype)}{sign}{imaginary}j"


def _real(number: float) -> str:
    if number == 0:
        return "0"
    digits, exponent = _rounded(number)
    if not SMALLEST_EXPONENT <= exponent <= LARGEST_EXPONENT:
        return f"{digits}e{exponent}"
    return f"{digits.scaleb(exponent):.{max(0, DIGITS - 1 - exponent)}f}"


def _rounded(number: float) -> tuple[Decimal, int]:
    """`number` as a mantissa of three digits, halves away from zero, and an exponent."""
    exact = Decimal(number)
    exponent = exact.adjusted()
    last = Decimal(1).scaleb(1 - DIGITS)
    digits = exact.scaleb(-exponent).quantize(last, ROUND_HALF_UP)
    if abs(digits) >= 10:
        return (digits / 10).quantize(last), exponent + 1
    return digits, exponent
