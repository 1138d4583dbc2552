"""Numeric forms of the gradient functions of gradients, called as autograd calls them."""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from tests.rules.check import Array, Check, check, coarse, normal

__all__ = ["SECOND"]

aten = torch.ops.aten
LABELS = np.array([2, 0, 1, 2])
labels = torch.tensor(LABELS)
TWO = (normal(4, 3), normal(4, 3))


def sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


def gate(low: float) -> Callable[..., tuple[Array, Array]]:
    return lambda g, x, z, h: (np.where(x > 0, h, low * h), 0 * x)


def curved(slope: Callable[[Array], Array], bend: Callable[[Array], Array]) -> Callable[..., Array]:
    """z = g · slope(x), and bend is the derivative of slope."""
    return lambda g, x, z, h: (h * slope(x), h * g * bend(x))


def bell(x: Array) -> Array:
    return np.exp(-x * x / 2) / np.sqrt(2 * np.pi)


def below(x: Array) -> Array:
    return torch.special.ndtr(torch.tensor(x)).numpy()


def softmax(g: Array, y: Array, z: Array, h: Array) -> tuple[Array, Array]:
    mean_h, mean_g = (h * y).sum(1, keepdims=True), (g * y).sum(1, keepdims=True)
    return y * (h - mean_h), h * (g - mean_g) - g * mean_h


def log_softmax(g: Array, y: Array, z: Array, h: Array) -> tuple[Array, Array]:
    p = np.exp(y)
    return h - (h * p).sum(1, keepdims=True), -h * p * g.sum(1, keepdims=True)


def mse(g: Array, x: Array, t: Array, z: Array, h: Array) -> tuple[Array, Array, Array]:
    return (h * 2 / x.size * (x - t)).sum(), h * 2 / x.size * g, -h * 2 / x.size * g


def nll_backward(g: Tensor, x: Tensor) -> Tensor:
    return aten.nll_loss_backward(g, x, labels, None, 1, -100, torch.tensor(4.0).double())


def shared(g: Array, x: Array, z: Array, h: Array) -> tuple[Array, Array]:
    return h.reshape(1, 1, 2, 2, 2, 2).mean((3, 5)), 0 * x


PLACES = torch.tensor([[[[0, 3], [9, 10]]]])

SECOND: tuple[Check, ...] = (
    check(
        "SigmoidBackwardBackward0",
        aten.sigmoid_backward,
        curved(lambda y: y * (1 - y), lambda y: 1 - 2 * y),
        *TWO,
    ),
    check(
        "TanhBackwardBackward0",
        aten.tanh_backward,
        curved(lambda y: 1 - y * y, lambda y: -2 * y),
        *TWO,
    ),
    check(
        "ThresholdBackwardBackward0",
        lambda g, x: aten.threshold_backward(g, x, 0),
        gate(0.0),
        normal(4, 3),
        coarse(4, 3),
    ),
    check(
        "LeakyReluBackwardBackward0",
        lambda g, x: aten.leaky_relu_backward(g, x, 0.1, False),
        gate(0.1),
        normal(4, 3),
        coarse(4, 3),
    ),
    check(
        "EluBackwardBackward0",
        lambda g, x: aten.elu_backward(g, 0.5, 1, 1, False, x),
        curved(
            lambda x: np.where(x > 0, 1, 0.5 * np.exp(x)),
            lambda x: np.where(x > 0, 0, 0.5 * np.exp(x)),
        ),
        *TWO,
    ),
    check(
        "GeluBackwardBackward0",
        aten.gelu_backward,
        curved(lambda x: below(x) + x * bell(x), lambda x: bell(x) * (2 - x * x)),
        *TWO,
    ),
    check(
        "SoftplusBackwardBackward0",
        lambda g, x: aten.softplus_backward(g, x, 1, 20),
        curved(sigmoid, lambda x: sigmoid(x) * (1 - sigmoid(x))),
        *TWO,
    ),
    check(
        "SoftmaxBackwardDataBackward0",
        lambda g, y: aten._softmax_backward_data(g, y, 1, torch.float64),
        softmax,
        *TWO,
    ),
    check(
        "LogSoftmaxBackwardDataBackward0",
        lambda g, y: aten._log_softmax_backward_data(g, y, 1, torch.float64),
        log_softmax,
        *TWO,
    ),
    check(
        "MseLossBackwardBackward0",
        lambda g, x, t: aten.mse_loss_backward(g, x, t, 1),
        mse,
        normal(),
        *TWO,
    ),
    check(
        "NllLossBackwardBackward0",
        nll_backward,
        lambda g, x, z, h: (-(h[range(4), LABELS]).sum() / 4, 0 * x),
        normal(),
        normal(4, 3),
    ),
    check(
        "SelectBackwardBackward0",
        lambda g: aten.select_backward(g, [4, 3], 0, 2),
        lambda g, z, h: h[2],
        normal(3),
    ),
    check(
        "SliceBackwardBackward0",
        lambda g: aten.slice_backward(g, [4, 3], 0, 1, 3, 1),
        lambda g, z, h: h[1:3],
        normal(2, 3),
    ),
    check(
        "DiagonalBackwardBackward0",
        lambda g: aten.diagonal_backward(g, [3, 3], 0, 0, 1),
        lambda g, z, h: np.diagonal(h),
        normal(3),
    ),
    check(
        "EmbeddingDenseBackwardBackward0",
        lambda g: aten.embedding_dense_backward(g, labels, 3, -1, False),
        lambda g, z, h: h[LABELS],
        normal(4, 5),
    ),
    check(
        "NativeDropoutBackwardBackward0",
        lambda g: aten.native_dropout_backward(g, torch.tensor([True, False, True]), 2.0),
        lambda g, z, h: h * np.array([2.0, 0.0, 2.0]),
        normal(3),
    ),
    check(
        "AvgPool2DBackwardBackward0",
        lambda g, x: aten.avg_pool2d_backward(g, x, [2, 2], [2, 2], [0, 0], False, True, None),
        shared,
        normal(1, 1, 2, 2),
        normal(1, 1, 4, 4),
    ),
    check(
        "MaxPool2DWithIndicesBackwardBackward0",
        lambda g, x: aten.max_pool2d_with_indices_backward(
            g, x, [2, 2], [2, 2], [0, 0], [1, 1], False, PLACES
        ),
        lambda g, x, z, h: (h.ravel()[PLACES.numpy()], 0 * x),
        normal(1, 1, 2, 2),
        normal(1, 1, 4, 4),
    ),
)
