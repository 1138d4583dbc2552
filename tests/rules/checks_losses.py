"""Numeric forms of the losses."""

import itertools

import numpy as np
import torch
import torch.nn.functional as F
from numpy.random import Generator

from tests.rules.check import Array, Check, check, normal, unit

__all__ = ["LOSSES"]

aten = torch.ops.aten
LABELS = np.array([2, 0, 1, 2])
labels = torch.tensor(LABELS)
SIGNS = np.array([[1.0, -1.0, 1.0], [-1.0, -1.0, 1.0]])
PIXELS = np.array([[[0, 1], [2, 1]]])
SEVERAL = np.array([[0, 2, -1], [1, -1, -1]])
WORDS = np.array([[1, 2], [1, 1]])
words = torch.tensor(WORDS)


def sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


def mse(x: Array, t: Array, y: Array, g: Array) -> tuple[Array, Array]:
    gradient = g * 2 / x.size * (x - t)
    return gradient, -gradient


def nll(x: Array, y: Array, g: Array) -> Array:
    return -g / 4 * np.eye(3)[LABELS]


def nll2d(x: Array, y: Array, g: Array) -> Array:
    return -g / 4 * np.moveaxis(np.eye(3)[PIXELS], -1, 1)


def bce(x: Array, t: Array, y: Array, g: Array) -> tuple[Array, Array]:
    return g * (x - t) / (x.size * x * (1 - x)), g / x.size * np.log((1 - x) / x)


def bce_logits(x: Array, t: Array, y: Array, g: Array) -> tuple[Array, Array]:
    return g / x.size * (sigmoid(x) - t), -g / x.size * x


def smooth(x: Array, t: Array, y: Array, g: Array) -> tuple[Array, Array]:
    d, beta = x - t, 0.5
    gradient = g / x.size * np.where(np.abs(d) < beta, d / beta, np.sign(d))
    return gradient, -gradient


def huber(x: Array, t: Array, y: Array, g: Array) -> tuple[Array, Array]:
    d, delta = x - t, 0.5
    gradient = g / x.size * np.where(np.abs(d) < delta, d, delta * np.sign(d))
    return gradient, -gradient


def soft_margin(x: Array, y: Array, g: Array) -> Array:
    return -g / x.size * SIGNS * sigmoid(-SIGNS * x)


def multi_margin(x: Array, y: Array, g: Array) -> Array:
    right = np.eye(3)[LABELS] == 1
    near = (1 - x[right][:, None] + x > 0) & ~right
    return g / x.size * np.where(right, -near.sum(1, keepdims=True), near)


def multilabel_margin(x: Array, y: Array, g: Array) -> Array:
    gradient = np.zeros_like(x)
    for row, targets in enumerate(SEVERAL):
        wanted = [t for t in targets if t >= 0]
        for k, j in itertools.product(wanted, set(range(3)) - set(wanted)):
            near = 1 - x[row, k] + x[row, j] > 0
            gradient[row, j] += near
            gradient[row, k] -= near
    return g / x.size * gradient


def log_probabilities(rng: Generator) -> Array:
    """Four moments, two words, three letters."""
    x = rng.normal(size=(4, 2, 3))
    return x - np.log(np.exp(x).sum(2, keepdims=True))


def collapsed(path: tuple[int, ...]) -> list[int]:
    """Repeated letters become one and blanks (0) go."""
    return [letter for letter, _ in itertools.groupby(path) if letter != 0]


def ctc(x: Array, y: Array, g: Array) -> Array:
    """By looking at every path that spells the word."""
    gradient = np.exp(x)
    for n, word in enumerate(WORDS):
        paths = itertools.product(range(3), repeat=4)
        spelling = [path for path in paths if collapsed(path) == [*word]]
        chances = np.array([np.exp(x[range(4), n, path].sum()) for path in spelling])
        np.testing.assert_allclose(y[n], -np.log(chances.sum()))
        for path, share in zip(spelling, chances / chances.sum(), strict=True):
            gradient[range(4), n, path] -= share
    return g[:, None] * gradient


PAIR = (normal(4, 3), normal(4, 3))

LOSSES: tuple[Check, ...] = (
    check("MseLossBackward0", F.mse_loss, mse, *PAIR),
    check("NllLossBackward0", lambda x: F.nll_loss(x, labels), nll, normal(4, 3)),
    check(
        "NllLoss2DBackward0",
        lambda x: F.nll_loss(x, torch.tensor(PIXELS)),
        nll2d,
        normal(1, 3, 2, 2),
    ),
    check("BinaryCrossEntropyBackward0", F.binary_cross_entropy, bce, unit(4, 3), unit(4, 3)),
    check(
        "BinaryCrossEntropyWithLogitsBackward0",
        F.binary_cross_entropy_with_logits,
        bce_logits,
        *PAIR,
    ),
    check("SmoothL1LossBackward0", lambda x, t: F.smooth_l1_loss(x, t, beta=0.5), smooth, *PAIR),
    check("HuberLossBackward0", lambda x, t: F.huber_loss(x, t, delta=0.5), huber, *PAIR),
    check(
        "SoftMarginLossBackward0",
        lambda x: F.soft_margin_loss(x, torch.tensor(SIGNS)),
        soft_margin,
        normal(2, 3),
    ),
    check(
        "MultiMarginLossBackward0",
        lambda x: F.multi_margin_loss(x, labels),
        multi_margin,
        normal(4, 3),
    ),
    check(
        "MultilabelMarginLossBackward0",
        lambda x: F.multilabel_margin_loss(x, torch.tensor(SEVERAL)),
        multilabel_margin,
        normal(2, 3),
    ),
    check(
        "CtcLossBackward0",
        lambda x: torch._ctc_loss(x, words, [4, 4], [2, 2])[0],
        ctc,
        log_probabilities,
    ),
    check(
        "CtcLossBackward1",
        lambda x: aten._ctc_loss.Tensor(x, words, torch.tensor([4, 4]), torch.tensor([2, 2]))[0],
        ctc,
        log_probabilities,
    ),
)
