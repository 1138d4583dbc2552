"""What a good teacher says about an error message of PyTorch's."""

from chainrule.rules.hint import Hint
from chainrule.rules.hints_calls import CALL_HINTS
from chainrule.rules.hints_gradients import GRADIENT_HINTS
from chainrule.rules.hints_python import PYTHON_HINTS
from chainrule.rules.hints_shapes import SHAPE_HINTS
from chainrule.rules.hints_training import TRAINING_HINTS
from chainrule.rules.hints_values import VALUE_HINTS

__all__ = ["HINTS", "hint_for"]

HINTS: tuple[Hint, ...] = (
    *CALL_HINTS,
    *GRADIENT_HINTS,
    *SHAPE_HINTS,
    *TRAINING_HINTS,
    *PYTHON_HINTS,
    *VALUE_HINTS,
)
LONGEST = 4_000


def hint_for(type_name: str, message: str) -> str | None:
    """What to do about the error `type_name: message`, or None where the table has no advice."""
    for hint in HINTS:
        if (said := hint.about(type_name, message[:LONGEST])) is not None:
            return said
    return None
