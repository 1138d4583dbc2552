"""The lines of each optimiser, evaluated as they are written, against torch.optim."""

from typing import Any

import numpy as np
import pytest
import torch

from chainrule.rules.mathml import to_mathml
from chainrule.rules.optimisers import ARROW, OPTIMISERS, Letter, UpdateRule, update_rule
from tests.rules.check import Array
from tests.rules.formula import evaluate

CASES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.1, "weight_decay": 0.2}),
    ("SGD", {"lr": 0.1, "momentum": 0.9}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.3}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.1}),
    ("SGD", {"lr": 0.1, "maximize": True}),
    ("Adam", {"lr": 0.1}),
    ("Adam", {"lr": 0.1, "weight_decay": 0.2, "betas": (0.8, 0.9)}),
    ("Adam", {"lr": 0.1, "weight_decay": 0.2, "decoupled_weight_decay": True}),
    ("Adam", {"lr": 0.1, "amsgrad": True}),
    ("AdamW", {"lr": 0.1}),
    ("AdamW", {"lr": 0.1, "weight_decay": 0.3, "amsgrad": True, "maximize": True}),
    ("RMSprop", {"lr": 0.1}),
    ("RMSprop", {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.1}),
    ("RMSprop", {"lr": 0.1, "centered": True}),
    ("RMSprop", {"lr": 0.1, "centered": True, "momentum": 0.5}),
    ("Adagrad", {"lr": 0.1}),
    ("Adagrad", {"lr": 0.1, "lr_decay": 0.2, "weight_decay": 0.1}),
    ("Adadelta", {"lr": 0.5}),
    ("Adamax", {"lr": 0.1, "weight_decay": 0.1}),
)


def setting(letter: Letter, settings: dict[str, Any]) -> Any:
    """The value of a setting, whose name may hold an index: "betas[0]"."""
    name, _, rest = letter.name.partition("[")
    return settings[name][int(rest[0])] if rest else settings[name]


def run_lines(rule: UpdateRule, values: dict[str, Array]) -> dict[str, Array]:
    """All letters after the lines have been followed."""
    values = dict(values)
    for line in rule.lines:
        name, formula = line.split(ARROW)
        values[name] = evaluate(formula, values)
    return values


@pytest.mark.parametrize(("name", "given"), CASES)
def test_the_lines_are_torchs_update(name: str, given: dict[str, Any]) -> None:
    rng = np.random.default_rng(1)
    parameter = torch.nn.Parameter(torch.tensor(rng.normal(size=(3, 2))))
    optimiser = getattr(torch.optim, name)([parameter], **given)
    settings = optimiser.param_groups[0]
    state: dict[str, Array] = dict.fromkeys("vmszau", np.zeros((3, 2)))
    for step in range(1, 5):
        parameter.grad = torch.tensor(rng.normal(size=(3, 2)))
        rule = update_rule(name, settings, first=step == 1)
        letters = {letter.sign: letter for letter in rule.letters if letter.source == "setting"}
        values = {sign: setting(letter, settings) for sign, letter in letters.items()}
        values |= {"p": parameter.detach().numpy().copy(), "g": parameter.grad.numpy().copy()}
        after = run_lines(rule, {**state, **values, "t": float(step)})
        optimiser.step()
        np.testing.assert_allclose(after["p"], parameter.detach().numpy(), rtol=1e-9)
        check_state(rule, after, optimiser.state[parameter])
        state = {sign: after[sign] for sign in state}


def check_state(rule: UpdateRule, after: dict[str, Array], state: dict[str, Any]) -> None:
    """Each letter of the state is what PyTorch keeps under that name."""
    for letter in rule.letters:
        if letter.source == "state":
            np.testing.assert_allclose(after[letter.sign], state[letter.name], rtol=1e-9)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_every_line_of_every_optimiser_is_used_by_a_case(name: str) -> None:
    used = set()
    for case, given in CASES:
        if case == name:
            settings = getattr(torch.optim, name)([torch.zeros(1)], **given).param_groups[0]
            for first in (True, False):
                used |= set(update_rule(name, settings, first=first).lines)
    shared = {r"g \leftarrow -g", r"g \leftarrow g + \lambda \cdot p"}
    assert {line.latex for line in OPTIMISERS[name]} <= used | shared


@pytest.mark.parametrize("name", OPTIMISERS)
def test_every_line_becomes_mathml(name: str) -> None:
    for line in OPTIMISERS[name]:
        assert "\\" not in to_mathml(line.latex)


def test_numbers_take_the_place_of_letters() -> None:
    rule = update_rule("SGD", {"lr": 0.01})
    assert rule.lines == (r"p \leftarrow p - \eta \cdot g",)
    numbers = {"p": "0.043", r"\eta": "1.00e−4", "g": "−7.54"}
    assert rule.with_numbers(numbers, {"p": "0.0438"}) == (
        r"p \leftarrow 0.043 - 1.00 \cdot 10^{-4} \cdot (-7.54)",
    )


def test_what_a_line_has_made_is_read_by_the_next() -> None:
    rule = update_rule("SGD", {"lr": 0.1, "momentum": 0.9})
    numbers = {"p": "1", r"\eta": "0.1", r"\mu": "0.9", "g": "2", "v": "3"}
    assert rule.with_numbers(numbers, {"v": "4.7", "p": "0.53"}) == (
        r"v \leftarrow 0.9 \cdot 3 + 2",
        r"p \leftarrow 1 - 0.1 \cdot 4.7",
    )


def test_a_value_in_between_stays_a_letter() -> None:
    rule = update_rule("SGD", {"lr": 0.1, "weight_decay": 0.5})
    numbers = {"p": "1", r"\eta": "0.1", r"\lambda": "0.5", "g": "2"}
    assert rule.with_numbers(numbers, {"p": "0.75"}) == (
        r"g \leftarrow 2 + 0.5 \cdot 1",
        r"p \leftarrow 1 - 0.1 \cdot g",
    )


def test_an_optimiser_without_a_row_has_no_rule() -> None:
    assert update_rule("LBFGS", {"lr": 1}) is None
