"""The whole table, and how a row is found."""

from chainrule.rules.activations import ACTIVATIONS
from chainrule.rules.arithmetic import ARITHMETIC
from chainrule.rules.attention import ATTENTION
from chainrule.rules.chance import CHANCE
from chainrule.rules.convolution import CONVOLUTION
from chainrule.rules.decompositions import DECOMPOSITIONS
from chainrule.rules.elementwise import ELEMENTWISE
from chainrule.rules.indexing import INDEXING
from chainrule.rules.losses import LOSSES
from chainrule.rules.matrices import MATRICES
from chainrule.rules.names import key_of, op_of
from chainrule.rules.normalisation import NORMALISATION
from chainrule.rules.recurrent import RECURRENT
from chainrule.rules.reductions import REDUCTIONS
from chainrule.rules.rule import Rule
from chainrule.rules.second import SECOND
from chainrule.rules.shapes import SHAPES
from chainrule.rules.signs import SIGNS
from chainrule.rules.waves import WAVES

__all__ = ["RULES", "find", "symbol"]

RULES: tuple[Rule, ...] = (
    *ARITHMETIC,
    *ELEMENTWISE,
    *ACTIVATIONS,
    *REDUCTIONS,
    *SHAPES,
    *INDEXING,
    *MATRICES,
    *NORMALISATION,
    *CONVOLUTION,
    *ATTENTION,
    *RECURRENT,
    *LOSSES,
    *DECOMPOSITIONS,
    *WAVES,
    *CHANCE,
    *SECOND,
)

BY_GRAD_FN = {name: rule for rule in RULES for name in rule.grad_fns}
# Several rows may share an operation (three kinds of power); the first stands for it.
BY_OP = {key_of(op_of(name)): rule for rule in reversed(RULES) for name in reversed(rule.grad_fns)}


def find(grad_fn_or_op: str) -> Rule | None:
    """The row of a gradient function ("PowBackward1") or an operation ("pow", "aten::pow")."""
    name = grad_fn_or_op.rsplit("::", 1)[-1]
    if rule := BY_GRAD_FN.get(name) or BY_GRAD_FN.get(name.removesuffix("_copy")):
        return rule
    if name.endswith("Backward"):  # a torch.autograd.Function of the program's own
        return None
    return BY_OP.get(key_of(op_of(grad_fn_or_op)))


def symbol(op: str) -> str:
    """The short sign of an operation or gradient function for a card; its own name if no other."""
    rule = find(op)
    if rule is not None:
        return rule.symbol
    name = op_of(op)
    return SIGNS.get(key_of(name)) or name.strip("_")
