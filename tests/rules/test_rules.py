"""Each row of the table against PyTorch's own gradients, on random numbers."""

import re
from collections.abc import Mapping

import numpy as np
import pytest

from chainrule.rules import Rule, Slot, find, op_of
from tests.rules.check import Array, Check, Pointwise, compare, names_of, normal
from tests.rules.checks_chance import CHANCE
from tests.rules.checks_indexing import INDEXING
from tests.rules.checks_layers import LAYERS
from tests.rules.checks_losses import LOSSES
from tests.rules.checks_matrices import MATRICES
from tests.rules.checks_pictures import PICTURES
from tests.rules.checks_pointwise import POINTWISE
from tests.rules.checks_reductions import REDUCTIONS
from tests.rules.checks_second import SECOND
from tests.rules.checks_shapes import SHAPES
from tests.rules.checks_waves import WAVES
from tests.rules.formula import evaluate

LETTER = re.compile(r"\\bar\{(.+?)\}")
SIZE = (4, 5)


def rule_of(grad_fn: str) -> Rule:
    rule = find(grad_fn)
    assert rule is not None
    assert grad_fn in rule.grad_fns
    return rule


def as_check(pointwise: Pointwise) -> Check:
    """The elementwise row's own LaTeX as the formula."""
    rule = rule_of(pointwise.grad_fn)
    letters = names_of(pointwise.forward)
    slots = {LETTER.match(slot.rule)[1]: slot for slot in rule.inputs}

    def formula(*arrays: Array) -> tuple[Array, ...]:
        *inputs, y, g = arrays
        values = {**pointwise.constants, **dict(zip(letters, inputs, strict=True)), "y": y}
        if pointwise.forward_formula:
            written = evaluate(rule.forward.removeprefix("y = "), values)
            np.testing.assert_allclose(written, y, rtol=1e-6, atol=1e-9)
        return tuple(gradient(slots[letter], values, g) for letter in letters)

    return Check(
        grad_fn=pointwise.grad_fn,
        inputs=tuple(pointwise.domains.get(letter, normal(*SIZE)) for letter in letters),
        forward=pointwise.forward,
        formula=formula,
        direct=pointwise.direct,
    )


def gradient(slot: Slot, values: Mapping[str, Array], g: Array) -> Array:
    """What the slot's rule says, which is what arrived times its local derivative."""
    rule = evaluate(slot.rule.split(" = ", 1)[1], {**values, r"\bar{y}": g})
    if slot.local is not None:
        local = evaluate(slot.local.split(" = ", 1)[1], values)
        np.testing.assert_allclose(rule, local * g)
    return np.broadcast_to(rule, np.shape(g))


CHECKS = (
    *map(as_check, POINTWISE),
    *REDUCTIONS,
    *SHAPES,
    *INDEXING,
    *MATRICES,
    *LAYERS,
    *PICTURES,
    *LOSSES,
    *WAVES,
    *SECOND,
    *CHANCE,
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.grad_fn)
def test_the_rule_is_pytorchs_gradient(check: Check) -> None:
    rule = rule_of(check.grad_fn)
    for seed in range(3):
        node = compare(check, np.random.default_rng(seed))
    assert all(rule.slot(index) is not None for index in range(len(node.next_functions)))
    assert rule.slot(len(node.next_functions) + 20) is None or rule.inputs[-1].repeats
    assert op_of(check.grad_fn) in {op_of(name) for name in rule.grad_fns}
