"""Rules with sums, indexes and matrices, evaluated as they are written, against PyTorch."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from chainrule.rules import find
from tests.rules.check import Array, Sampler, normal, spread, unit
from tests.rules.formula import Matrix, evaluate

LEFT = re.compile(r"\\bar\{(?P<letter>\\?\w+)\}(?:_\{(?P<index>[^}]*)\})?$")
LABELS = np.array([2, 0, 1, 2])
SIGNS = np.array([1.0, -1.0, -1.0, 1.0])


@dataclass(frozen=True, kw_only=True)
class Written:
    """An operation whose slots bear `letters`; `known` gives the other letters' values."""

    grad_fn: str
    forward: Callable[..., Tensor]
    letters: str
    inputs: tuple[Sampler, ...]
    known: Callable[..., Mapping[str, Any]]
    output: str


def nothing(*arrays: Array) -> dict[str, Any]:
    return {}


def written(
    grad_fn: str,
    forward: Callable[..., Tensor],
    letters: str,
    *inputs: Sampler,
    known: Callable[..., Mapping[str, Any]] = nothing,
    output: str = "y",
) -> Written:
    return Written(
        grad_fn=grad_fn,
        forward=forward,
        letters=letters,
        inputs=inputs or (spread(4),),
        known=known,
        output=output,
    )


def loss(
    grad_fn: str, forward: Callable[..., Tensor], letters: str, *inputs: Sampler, **known: Any
) -> Written:
    """With n, the number of elements, and d, the difference of the first two inputs."""

    def letters_of(*arrays: Array) -> dict[str, Any]:
        apart = {"d": arrays[0] - arrays[1]} if letters == "x t" else {}
        return {
            "n": len(arrays[0]),
            **apart,
            **{f"\\{k}" if len(k) > 1 else k: v for k, v in known.items()},
        }

    return written(grad_fn, forward, letters, *inputs, known=letters_of, output=r"\ell")


def spread_of(x: Array, y: Array) -> dict[str, Any]:
    return {"n": 4, "c": 1, r"\mu": x.mean()}


INDEXED = (
    written("SumBackward0", lambda x: x.sum(), "x"),
    written("MeanBackward0", lambda x: x.mean(), "x", known=lambda x, y: {"n": 4}),
    written("ProdBackward0", lambda x: x.prod(), "x"),
    written("VarBackward0", lambda x: x.var(), "x", known=spread_of),
    written("StdBackward0", lambda x: x.std(), "x", known=spread_of),
    written("MaxBackward0", lambda x: x.max(0)[0], "x", known=lambda x, y: {"k": x.argmax()}),
    written("MinBackward0", lambda x: x.min(0)[0], "x", known=lambda x, y: {"k": x.argmin()}),
    written(
        "LinalgVectorNormBackward0",
        lambda x: torch.linalg.vector_norm(x, 3),
        "x",
        known=lambda x, y: {"p": 3},
    ),
    written("LogsumexpBackward0", lambda x: x.logsumexp(0), "x"),
    written("CumsumBackward0", lambda x: x.cumsum(0), "x"),
    written("CumprodBackward0", lambda x: x.cumprod(0), "x"),
    written("LogcumsumexpBackward0", lambda x: x.logcumsumexp(0), "x"),
    written("SoftmaxBackward0", lambda x: x.softmax(0), "x"),
    written("LogSoftmaxBackward0", lambda x: x.log_softmax(0), "x"),
    written(
        "DistBackward0",
        lambda a, b: torch.dist(a, b, 3),
        "a b",
        normal(4),
        normal(4),
        known=lambda a, b, y: {"p": 3},
    ),
    written(
        "TrilinearBackward0",
        lambda a, w, b: torch._trilinear(a[None], w, b[None], [1, 3], [0], [1, 2], [2, 3])[0],
        "a W b",
        normal(4),
        normal(4, 4, 4),
        normal(4),
    ),
    written(
        "IndexSelectBackward0",
        lambda x: x.index_select(0, torch.tensor(LABELS)),
        "x",
        known=lambda x, y: {"k": LABELS},
    ),
    written(
        "EmbeddingBackward0",
        lambda w: F.embedding(torch.tensor(LABELS), w[:, None])[:, 0],
        "W",
        known=lambda w, y: {"k": LABELS},
    ),
    loss("MseLossBackward0", F.mse_loss, "x t", normal(4), normal(4)),
    loss("BinaryCrossEntropyBackward0", F.binary_cross_entropy, "x t", unit(4), unit(4)),
    loss(
        "BinaryCrossEntropyWithLogitsBackward0",
        F.binary_cross_entropy_with_logits,
        "x t",
        normal(4),
        normal(4),
    ),
    loss(
        "SmoothL1LossBackward0",
        lambda x, t: F.smooth_l1_loss(x, t, beta=0.5),
        "x t",
        normal(4),
        normal(4),
        beta=0.5,
    ),
    loss(
        "HuberLossBackward0",
        lambda x, t: F.huber_loss(x, t, delta=0.5),
        "x t",
        normal(4),
        normal(4),
        delta=0.5,
    ),
    loss(
        "SoftMarginLossBackward0",
        lambda x: F.soft_margin_loss(x, torch.tensor(SIGNS)),
        "x",
        normal(4),
        t=SIGNS,
    ),
    loss(
        "NllLossBackward0",
        lambda x: F.nll_loss(x, torch.tensor(LABELS)),
        "x",
        normal(4, 4),
        t=LABELS,
    ),
)

MATRICES = (
    written("MmBackward0", torch.mm, "A B", normal(3, 4), normal(4, 2), output="Y"),
    written(
        "MvBackward0", lambda a, v: torch.mv(a, v[:, 0])[:, None], "A v", normal(3, 4), normal(4, 1)
    ),
    written("LinalgInvExBackward0", torch.linalg.inv, "A", normal(3, 3), output="Y"),
    written("LinalgDetBackward0", torch.linalg.det, "A", normal(3, 3)),
    written(
        "LinalgSolveExBackward0",
        torch.linalg.solve,
        "A B",
        normal(3, 3),
        normal(3, 2),
        output="Y",
    ),
    written("TBackward0", torch.t, "X", normal(3, 4), output="Y"),
)


def gradients(case: Written) -> tuple[dict[str, Array], dict[str, Array]]:
    """The values of all letters, and PyTorch's gradients by letter."""
    rng = np.random.default_rng(3)
    arrays = [sample(rng) for sample in case.inputs]
    tensors = [torch.tensor(array, requires_grad=True) for array in arrays]
    result = case.forward(*tensors)
    arriving = rng.normal(size=result.shape)
    left = torch.autograd.grad(result, tensors, torch.tensor(arriving))
    letters, y = case.letters.split(), result.detach().numpy()
    values = {**dict(zip(letters, arrays, strict=True)), **case.known(*arrays, y), case.output: y}
    values[rf"\bar{{{case.output}}}"] = arriving
    return values, {letter: each.numpy() for letter, each in zip(letters, left, strict=True)}


def sides(case: Written) -> list[tuple[re.Match[str], str]]:
    rules = [slot.rule.split(" = ", 1) for slot in find(case.grad_fn).inputs]
    return [(LEFT.match(left), right) for left, right in rules]


def running(values: Mapping[str, Any]) -> dict[str, int]:
    """The index letters, which run over four places unless they have a value."""
    return {letter: 4 for letter in "ijkol" if letter not in values}


@pytest.mark.parametrize("case", INDEXED, ids=lambda case: case.grad_fn)
def test_a_formula_with_indexes_is_pytorchs_operation(case: Written) -> None:
    values, _ = gradients(case)
    left, right = find(case.grad_fn).forward.split(", \\quad ")[0].split(" = ", 1)
    name, _, index = left.partition("_")
    assert name == case.output
    letters = re.findall("[a-z]", index)
    for places in np.ndindex(*[4 for _ in letters]):
        indexes = dict(zip(letters, places, strict=True))
        value = evaluate(right, values, indexes, running({**values, **indexes}))
        np.testing.assert_allclose(value, values[name][places], rtol=1e-9)


@pytest.mark.parametrize("case", INDEXED, ids=lambda case: case.grad_fn)
def test_a_rule_with_indexes_is_pytorchs_gradient(case: Written) -> None:
    values, expected = gradients(case)
    sizes = running(values)
    for left, right in sides(case):
        letters = re.findall(r"[a-z]", left["index"] or "")
        wanted = expected[left["letter"]]
        for places in np.ndindex(*wanted.shape) if letters else [...]:
            indexes = dict(zip(letters, places, strict=True)) if letters else {}
            value = evaluate(right, values, indexes, sizes)
            np.testing.assert_allclose(value, wanted[places], rtol=1e-9, atol=1e-12)
        values[rf"\bar{{{left['letter']}}}"] = wanted


@pytest.mark.parametrize("case", MATRICES, ids=lambda case: case.grad_fn)
def test_a_rule_of_matrices_is_pytorchs_gradient(case: Written) -> None:
    values, expected = gradients(case)
    wrapped = {name: Matrix(value) if value.ndim else value for name, value in values.items()}
    for left, _ in sides(case):  # a rule may use what another slot gets
        letter = left["letter"]
        wrapped[rf"\bar{{{letter}}}"] = Matrix(expected[letter])
    for left, right in sides(case):
        np.testing.assert_allclose(evaluate(right, wrapped).array, expected[left["letter"]])
