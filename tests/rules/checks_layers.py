"""Numeric forms of normalisation, dropout, attention and a recurrent layer."""

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from tests.rules.check import Array, Check, check, normal, positive

__all__ = ["LAYERS"]

aten = torch.ops.aten
EPS = 1e-5


def centred(x: Array, gamma: Array, g: Array, axes: tuple[int, ...]) -> tuple[Array, Array]:
    """The gradient of the input of a layer that centres and scales over `axes`; and x̂."""

    def mean(a: Array) -> Array:
        return a.mean(axes, keepdims=True)

    sigma = np.sqrt(mean((x - mean(x)) ** 2) + EPS)
    hat = (x - mean(x)) / sigma
    g = gamma * g
    return (g - mean(g) - hat * mean(g * hat)) / sigma, hat


def layer_norm(x: Array, gamma: Array, beta: Array, y: Array, g: Array) -> tuple[Array, ...]:
    gradient, hat = centred(x, gamma, g, (1,))
    return gradient, (g * hat).sum(0), g.sum(0)


def batch_norm(x: Array, gamma: Array, beta: Array, y: Array, g: Array) -> tuple[Array, ...]:
    gradient, hat = centred(x, gamma, g, (0,))
    return gradient, (g * hat).sum(0), g.sum(0)


def group_norm(x: Array, gamma: Array, beta: Array, y: Array, g: Array) -> tuple[Array, ...]:
    """Two groups of two channels of three numbers."""
    wide = gamma[:, None] * np.ones((2, 4, 3))
    gradient, hat = centred(x.reshape(2, 2, 6), wide.reshape(2, 2, 6), g.reshape(2, 2, 6), (2,))
    return gradient.reshape(x.shape), (g * hat.reshape(x.shape)).sum((0, 2)), g.sum((0, 2))


MEAN, VARIANCE = np.array([0.1, -0.2, 0.3]), np.array([0.5, 2.0, 1.5])


def statistics() -> tuple[Tensor, Tensor]:
    return torch.tensor(MEAN), torch.tensor(VARIANCE)


def batch_norm_eval(x: Array, gamma: Array, beta: Array, y: Array, g: Array) -> tuple[Array, ...]:
    sigma = np.sqrt(VARIANCE + EPS)
    return g * gamma / sigma, (g * (x - MEAN) / sigma).sum(0), g.sum(0)


def rms_norm(x: Array, gamma: Array, y: Array, g: Array) -> tuple[Array, Array]:
    r = np.sqrt((x**2).mean(1, keepdims=True) + EPS)
    hat, scaled = x / r, gamma * g
    return (scaled - hat * (scaled * hat).mean(1, keepdims=True)) / r, (g * hat).sum(0)


def weight_norm(v: Array, size: Array, y: Array, g: Array) -> tuple[Array, Array]:
    length = np.linalg.norm(v, axis=1, keepdims=True)
    along = (v * g).sum(1, keepdims=True)
    return size / length * (g - v / length**2 * along), along / length


def dropout(x: Array, y: Array, g: Array) -> Array:
    return g * np.where(y == 0, 0.0, 1 / (1 - 0.25))


def softmax(scores: Array) -> Array:
    e = np.exp(scores - scores.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def attention(q: Array, k: Array, v: Array, mask: Array, g: Array) -> tuple[Array, ...]:
    """The gradients of query, key, value and mask."""
    scale = 1 / np.sqrt(q.shape[-1])
    p = softmax(scale * q @ k.swapaxes(-1, -2) + mask)
    of_p = g @ v.swapaxes(-1, -2)
    of_s = p * (of_p - (of_p * p).sum(-1, keepdims=True))
    of_v = p.swapaxes(-1, -2) @ g
    return scale * of_s @ k, scale * of_s.swapaxes(-1, -2) @ q, of_v, of_s


CAUSAL = np.triu(np.full((3, 3), -np.inf), 1)
TOKENS = (normal(1, 2, 3, 4), normal(1, 2, 3, 4), normal(1, 2, 3, 4))


def lstm_layer(
    x: Tensor, w: Tensor, u: Tensor, b: Tensor, d: Tensor, h: Tensor, c: Tensor
) -> Tensor:
    singles = [each.float() for each in (x, w, u, b, d, h, c)]
    return torch.mkldnn_rnn_layer(*singles, False, [], 2, 3, 1, True, False, False, True)[0]


def sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


def lstm_forward(
    x: Array, w: Array, u: Array, b: Array, h: Array, c: Array
) -> list[tuple[Array, ...]]:
    """For each moment: the state before it, its gates, and the cell after it."""
    moments = []
    for now in x:
        i, f, g, o = np.split(now @ w.T + h @ u.T + b, 4, axis=1)
        gates = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
        after = gates[1] * c + gates[0] * gates[2]
        moments.append((h, c, *gates, after))
        h, c = gates[3] * np.tanh(after), after
    return moments


def lstm(
    x: Array, w: Array, u: Array, b: Array, d: Array, h: Array, c: Array, y: Array, arriving: Array
) -> tuple[Array, ...]:
    """Back through time, moment by moment."""
    of_x, of_w, of_u, of_b = np.zeros_like(x), np.zeros_like(w), np.zeros_like(u), np.zeros_like(b)
    of_h, of_c = np.zeros_like(h[0]), np.zeros_like(c[0])
    moments = lstm_forward(x, w, u, b + d, h[0], c[0])
    for t in reversed(range(len(x))):
        before, cell, i, f, g, o, after = moments[t]
        of_h = of_h + arriving[t]
        of_c = of_c + of_h * o * (1 - np.tanh(after) ** 2)
        of_o = of_h * np.tanh(after) * o * (1 - o)
        of_i, of_f = of_c * g * i * (1 - i), of_c * cell * f * (1 - f)
        of_a = np.concatenate([of_i, of_f, of_c * i * (1 - g**2), of_o], axis=1)
        of_x[t], of_w, of_u = of_a @ w, of_w + of_a.T @ x[t], of_u + of_a.T @ before
        of_b, of_h, of_c = of_b + of_a.sum(0), of_a @ u, of_c * f
    return of_x, of_w, of_u, of_b, of_b, of_h[None], of_c[None]


NORMS = (normal(4, 3), normal(3), normal(3))

LAYERS: tuple[Check, ...] = (
    check(
        "NativeLayerNormBackward0",
        lambda x, w, b: F.layer_norm(x, (3,), w, b),
        layer_norm,
        *NORMS,
    ),
    check(
        "NativeBatchNormBackward0",
        lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True),
        batch_norm,
        *NORMS,
    ),
    check(
        "NativeBatchNormBackward0",
        lambda x, w, b: F.batch_norm(x, *statistics(), w, b, training=False),
        batch_norm_eval,
        *NORMS,
    ),
    check(
        "NativeBatchNormLegitBackward0",
        lambda x, w, b: aten._native_batch_norm_legit(x, w, b, *statistics(), True, 0.1, EPS)[0],
        batch_norm,
        *NORMS,
    ),
    check(
        "NativeBatchNormLegitBackward1",
        lambda x, w, b: aten._native_batch_norm_legit.no_stats(x, w, b, True, 0.1, EPS)[0],
        batch_norm,
        *NORMS,
    ),
    check(
        "BatchNormWithUpdateBackward0",
        lambda x, w, b: aten._batch_norm_with_update(x, w, b, *statistics(), 0.1, EPS)[0],
        batch_norm,
        *NORMS,
    ),
    check(
        "NativeBatchNormLegitNoTrainingBackward0",
        lambda x, w, b: aten._native_batch_norm_legit_no_training(x, w, b, *statistics(), 0.1, EPS)[
            0
        ],
        batch_norm_eval,
        *NORMS,
    ),
    check(
        "BatchNormNoUpdateBackward0",
        lambda x, w, b: aten._batch_norm_no_update(x, w, b, *statistics(), 0.1, EPS)[0],
        batch_norm_eval,
        *NORMS,
    ),
    check(
        "NativeGroupNormBackward0",
        lambda x, w, b: F.group_norm(x, 2, w, b),
        group_norm,
        normal(2, 4, 3),
        normal(4),
        normal(4),
    ),
    check(
        "FusedRmsNormBackward0",
        lambda x, w: F.rms_norm(x, (3,), w, EPS),
        rms_norm,
        normal(4, 3),
        normal(3),
        elsewhere=True,
    ),
    check(
        "WeightNormInterfaceBackward0",
        lambda v, g: torch._weight_norm(v, g, 0),
        weight_norm,
        normal(4, 3),
        positive(4, 1),
    ),
    check("NativeDropoutBackward0", lambda x: torch.native_dropout(x, 0.25, True)[0], dropout),
    check(
        "ScaledDotProductFlashAttentionForCpuBackward0",
        lambda q, k, v: F.scaled_dot_product_attention(q, k, v),
        lambda q, k, v, y, g: attention(q, k, v, 0.0, g)[:3],
        *TOKENS,
    ),
    check(
        "ScaledDotProductFlashAttentionForCpuBackward0",
        lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=True),
        lambda q, k, v, y, g: attention(q, k, v, CAUSAL, g)[:3],
        *TOKENS,
    ),
    check(
        "ScaledDotProductEfficientAttentionBackward0",
        lambda q, k, v, m: F.scaled_dot_product_attention(q, k, v, m),
        lambda q, k, v, m, y, g: attention(q, k, v, m, g),
        *TOKENS,
        normal(1, 2, 3, 3),
        elsewhere=True,
    ),
    check(
        "MkldnnRnnLayerBackward0",
        lstm_layer,
        lstm,
        normal(5, 2, 4),
        normal(12, 4),
        normal(12, 3),
        normal(12),
        normal(12),
        normal(1, 2, 3),
        normal(1, 2, 3),
        direct=False,
        tolerance=2e-4,
    ),
)
