"""The table of derivative rules: each operation's sign, formula, gradients and intuition."""

from chainrule.rules.hints import HINTS, hint_for
from chainrule.rules.names import op_of
from chainrule.rules.rule import Rule, Slot
from chainrule.rules.table import RULES, find, symbol

__all__ = ["HINTS", "RULES", "Rule", "Slot", "find", "hint_for", "op_of", "symbol"]
