"""The dictionary of operators: how much room signs have, and which of them grow.

As MathML Core has it, for the signs that formulas here are made of.
"""

from dataclasses import dataclass
from typing import Literal

__all__ = ["Form", "Operator", "operator"]

Form = Literal["prefix", "infix", "postfix"]
FORMS: tuple[Form, ...] = ("infix", "postfix", "prefix")


@dataclass(frozen=True, slots=True)
class Operator:
    """Room on both sides in eighteenths of the type's size."""

    left: int = 5
    right: int = 5
    grows: bool = False
    large: bool = False


NEAR = Operator(4, 4)
NEARER = Operator(3, 3)
TIGHT = Operator(0, 0)
FENCE = Operator(0, 0, grows=True)
SUM = Operator(3, 3, large=True)
_TABLE: dict[Form, dict[str, Operator]] = {
    "infix": {
        **dict.fromkeys("+−-/⊙⊗⊕", NEAR),
        **dict.fromkeys("·*×∘", NEARER),
        ",": Operator(0, 3),
    },
    "prefix": {
        **dict.fromkeys("([{|‖⌊⌈⟨", FENCE),
        **dict.fromkeys("+−-", TIGHT),
        **dict.fromkeys("∑∏∫", SUM),
        "∂": Operator(3, 0),
    },
    "postfix": {**dict.fromkeys(")]}|‖⌋⌉⟩", FENCE), **dict.fromkeys("¯^~′!", TIGHT)},
}


def operator(sign: str, form: Form) -> Operator:
    """The sign in this form, or in the one that it has."""
    asked = (form, *(each for each in FORMS if each != form))
    found = (_TABLE[each].get(sign) for each in asked)
    return next((each for each in found if each is not None), Operator())
