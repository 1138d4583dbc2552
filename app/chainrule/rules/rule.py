r"""One row of the table: an operation, and what its gradient function does.

Formulas are LaTeX. A letter with a bar is the gradient of the loss with respect to it,
\bar{x} = ∂L/∂x, so that each rule reads: what leaves = what arrived × the local derivative.
Small letters are single numbers (the operation works element by element) or whole tensors
named by what they are; capitals are matrices.
"""

from dataclasses import dataclass

from chainrule.rules.names import op_of
from chainrule.rules.notation import with_partials

__all__ = ["Rule", "Slot", "constant", "local", "moved", "pointwise"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """What a gradient function sends back to one of its inputs.

    `rule` is the vector–Jacobian product; `local` the derivative alone, where the operation
    works element by element; None where the two cannot be told apart in one line.
    `repeats` marks an argument that is a list: every further slot follows the same rule.
    """

    argument: str
    rule: str
    local: str | None = None
    repeats: bool = False

    @property
    def partials(self) -> str:
        """The rule with ∂L/∂x written out for each barred letter, as in the lessons."""
        return with_partials(self.rule)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """An operation as autograd knows it: how it is written, computed and differentiated.

    `grad_fns` are the names of the gradient functions that follow this row; `symbol` is the
    short sign for a card, `notation` a call with its argument names, `forward` a formula.
    """

    grad_fns: tuple[str, ...]
    symbol: str
    notation: str
    forward: str
    inputs: tuple[Slot, ...]
    intuition: str

    @property
    def op(self) -> str:
        """Autograd's name for the operation: "addmm"."""
        return op_of(self.grad_fns[0])

    def slot(self, index: int) -> Slot | None:
        """The rule for the gradient function's input `index`, or None if it has no such input."""
        if index < len(self.inputs):
            return self.inputs[index]
        return self.inputs[-1] if self.inputs and self.inputs[-1].repeats else None


def pointwise(
    grad_fns: str, symbol: str, notation: str, forward: str, inputs: tuple[Slot, ...], why: str
) -> Rule:
    """A row for y = `forward`, computed element by element."""
    return moved(grad_fns, symbol, notation, f"y = {forward}", inputs, why)


def moved(
    grad_fns: str, symbol: str, notation: str, forward: str, inputs: tuple[Slot, ...], why: str
) -> Rule:
    """A row whose formula and rules are written out; `grad_fns` are parted by spaces."""
    return Rule(
        grad_fns=tuple(grad_fns.split()),
        symbol=symbol,
        notation=notation,
        forward=forward,
        inputs=inputs,
        intuition=why,
    )


def local(argument: str, letter: str, derivative: str) -> Slot:
    """The slot of an elementwise operation with ∂y/∂`letter` = `derivative`.

    What follows after a comma and a quad explains letters of the derivative.
    """
    factor, *where = derivative.split(WHERE)
    return Slot(
        argument=argument,
        rule=WHERE.join([rf"\bar{{{letter}}} = {_times(factor)}", *where]),
        local=rf"\frac{{\partial y}}{{\partial {letter}}} = {derivative}",
    )


def constant(argument: str, letter: str) -> Slot:
    """The slot of an input on which the output does not depend smoothly: zero comes back."""
    return Slot(argument=argument, rule=rf"\bar{{{letter}}} = 0")


WHERE = r", \quad "
SHORT = {"1": r"\bar{y}", "-1": r"-\bar{y}", "0": "0"}


def _times(derivative: str) -> str:
    if derivative in SHORT:
        return SHORT[derivative]
    if _is_sum(derivative):
        return rf"\bar{{y}} \cdot \left({derivative}\right)"
    return rf"\bar{{y}} \cdot {derivative}"


def _is_sum(formula: str) -> bool:
    """Whether a + or − stands outside all brackets, so that a factor needs brackets."""
    depth = 0
    for character in formula.replace(r"\begin{cases}", "{").replace(r"\end{cases}", "}"):
        depth += (character in "{(") - (character in "})")
        if depth == 0 and character in "+-":
            return True
    return False
