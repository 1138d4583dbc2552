"""All questions about leaves, whose `.grad` PyTorch itself can be asked about."""

from tests.why.case import Case
from tests.why.missing import MISSING
from tests.why.numbers import BROKEN, IN_PART, TINY, WELL
from tests.why.zeros import ZERO

__all__ = ["LEAVES"]

LEAVES: tuple[Case, ...] = (*MISSING, *ZERO, *IN_PART, *TINY, *BROKEN, *WELL)
