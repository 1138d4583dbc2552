"""Rows as plain JSON values for those who draw: each formula as LaTeX and as MathML."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from chainrule.rules.mathml import to_mathml
from chainrule.rules.optimisers import OPTIMISERS, Setting, letters_of, update_rule
from chainrule.rules.rule import Rule, Slot
from chainrule.rules.table import find
from chainrule.trace import Trace, UpdateStep

__all__ = ["rules_document", "trace_rules", "update_document"]


def rules_document(names: Iterable[str]) -> dict[str, Any]:
    """The rows of the gradient functions, operations or optimisers `names`, each under its name.

    What has no row is left out; rules are written with ∂L/∂x.
    """
    asked = tuple(names)
    rows = {name: find(name) for name in asked}
    return {
        "rules": {name: _rule(rule) for name, rule in rows.items() if rule is not None},
        "optimisers": {name: _optimiser(name) for name in asked if name in OPTIMISERS},
    }


def trace_rules(trace: Trace) -> dict[str, Any]:
    """The rules of everything that the trace does, by the names under which the page looks."""
    operations = {node.grad_fn or node.op for node in trace.nodes if node.kind == "operation"}
    updates = [step for step in trace.steps if isinstance(step, UpdateStep)]
    optimisers = {step.optimizer.type for step in updates if step.optimizer is not None}
    return rules_document(sorted(operations | optimisers))


def update_document(
    optimizer: str, settings: Mapping[str, Setting], *, first: bool = False
) -> dict[str, Any] | None:
    """How an optimiser with these settings changes a parameter: its lines and their letters."""
    rule = update_rule(optimizer, settings, first=first)
    if rule is None:
        return None
    letters = [
        {"sign": _formula(letter.sign), "source": letter.source, "name": letter.name}
        for letter in rule.letters
    ]
    return {"lines": [_formula(line) for line in rule.lines], "letters": letters}


@cache
def _optimiser(name: str) -> dict[str, Any]:
    """Every line that an update of this optimiser may have, and what its letters stand for."""
    lines = dict.fromkeys(line.latex for line in OPTIMISERS[name])
    return {
        "lines": [_formula(line) for line in lines],
        "letters": [
            {"sign": _formula(letter.sign), "source": letter.source, "name": letter.name}
            for letter in letters_of(name, lines)
        ],
    }


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
