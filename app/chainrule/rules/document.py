"""Rows as plain JSON values for those who draw: each formula as LaTeX and as MathML."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from chainrule.rules.mathml import to_mathml
from chainrule.rules.rule import Rule, Slot
from chainrule.rules.table import find

__all__ = ["rules_document"]


def rules_document(names: Iterable[str]) -> dict[str, Any]:
    """The rows of the gradient functions or operations `names`, each under its name.

    What has no row is left out; rules are written with ∂L/∂x.
    """
    rows = {name: find(name) for name in names}
    return {"rules": {name: _rule(rule) for name, rule in rows.items() if rule is not None}}


@cache
def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "op": rule.op,
        "grad_fns": list(rule.grad_fns),
        "symbol": rule.symbol,
        "notation": rule.notation,
        "forward": _formula(rule.forward),
        "inputs": [_slot(slot) for slot in rule.inputs],
        "intuition": rule.intuition,
    }


def _slot(slot: Slot) -> dict[str, Any]:
    return {
        "argument": slot.argument,
        "rule": _formula(slot.partials),
        "local": None if slot.local is None else _formula(slot.local),
        "repeats": slot.repeats,
    }


def _formula(latex: str) -> dict[str, str]:
    return {"latex": latex, "mathml": to_mathml(latex)}
