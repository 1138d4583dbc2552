"""Numeric forms of the reductions, written with NumPy."""

import numpy as np
import torch
import torch.nn.functional as F
from numpy.random import Generator

from tests.rules.check import Array, Check, check, coarse, normal

__all__ = ["REDUCTIONS"]


def with_nan(rng: Generator) -> Array:
    return rng.choice([1.5, -2.0, np.nan], size=(4, 5))


def at(x: Array, place: Array, g: Array) -> Array:
    """Zeros but for `g` at `place` of each row."""
    return np.where(np.arange(x.shape[1]) == place[:, None], g[:, None], 0.0)


def reverse_cumsum(g: Array) -> Array:
    return np.cumsum(g[:, ::-1], axis=1)[:, ::-1]


def products_without(x: Array) -> Array:
    """At i the product of all others."""
    flat = x.ravel()
    return np.array([np.prod(np.delete(flat, i)) for i in range(flat.size)]).reshape(x.shape)


def cumprod_rule(x: Array, y: Array, g: Array) -> Array:
    gradient = np.zeros_like(x)
    for r in range(x.shape[0]):
        for i in range(x.shape[1]):
            for j in range(i, x.shape[1]):
                gradient[r, i] += g[r, j] * np.prod(np.delete(x[r, : j + 1], i))
    return gradient


def logcumsumexp_rule(x: Array, y: Array, g: Array) -> Array:
    later = np.tri(x.shape[1])  # later[j, i] = 1 where i ≤ j
    return np.einsum("rj,ji,rji->ri", g, later, np.exp(x[:, None, :] - y[:, :, None]))


def records(x: Array, g: Array, better: np.ufunc) -> Array:
    """Each gradient goes to the record that stands at its place."""
    gradient = np.zeros_like(x)
    for r in range(x.shape[0]):
        holder = 0
        for j in range(x.shape[1]):
            holder = j if better(x[r, j], x[r, holder]) else holder
            gradient[r, holder] += g[r, j]
    return gradient


def pairs(difference: Array, distance: Array, g: Array) -> Array:
    return g[..., None] * difference / distance[..., None]


def pdist_rule(x: Array, y: Array, g: Array) -> Array:
    gradient = np.zeros_like(x)
    for (i, j), distance, each in zip(
        zip(*np.triu_indices(len(x), 1), strict=True), y, g, strict=True
    ):
        gradient[i] += each * (x[i] - x[j]) / distance
        gradient[j] += each * (x[j] - x[i]) / distance
    return gradient


def renorm_rule(x: Array, y: Array, g: Array) -> Array:
    norm = np.linalg.norm(x, axis=1, keepdims=True)
    turned = (g - x / norm**2 * (x * g).sum(1, keepdims=True)) / norm
    return np.where(norm > 1.0, turned, g)


def p_norm(difference: Array, y: Array, g: Array, p: float) -> Array:
    return g * np.sign(difference) * (np.abs(difference) / y) ** (p - 1)


def softmax_rule(x: Array, y: Array, g: Array) -> Array:
    return y * (g - (g * y).sum(1, keepdims=True))


def glu_rule(x: Array, y: Array, g: Array) -> Array:
    a, b = np.split(x, 2, axis=1)
    gate = 1 / (1 + np.exp(-b))
    return np.concatenate([g * gate, g * a * gate * (1 - gate)], axis=1)


def ties(x: Array, y: Array, g: Array) -> Array:
    same = x == y
    return g * same / same.sum()


REDUCTIONS: tuple[Check, ...] = (
    check("SumBackward0", lambda x: x.sum(), lambda x, y, g: np.full_like(x, g)),
    check("SumBackward1", lambda x: x.sum(1), lambda x, y, g: np.repeat(g[:, None], 5, 1)),
    check("MeanBackward0", lambda x: x.mean(), lambda x, y, g: np.full_like(x, g / 20)),
    check("MeanBackward1", lambda x: x.mean(1), lambda x, y, g: np.repeat(g[:, None], 5, 1) / 5),
    check(
        "NansumBackward0",
        lambda x: x.nansum(),
        lambda x, y, g: np.where(np.isnan(x), 0.0, g),
        with_nan,
    ),
    check("ProdBackward0", lambda x: x.prod(), lambda x, y, g: g * products_without(x), coarse(4)),
    check(
        "ProdBackward1",
        lambda x: x.prod(1),
        lambda x, y, g: g[:, None] * np.stack([products_without(r) for r in x]),
        coarse(4, 5),
    ),
    check("VarBackward0", lambda x: x.var(), lambda x, y, g: g * 2 / 19 * (x - x.mean())),
    check(
        "StdBackward0",
        lambda x: x.std(1, correction=0),
        lambda x, y, g: (g / (5 * y))[:, None] * (x - x.mean(1, keepdims=True)),
    ),
    check(
        "VarMeanBackward0",
        lambda x: torch.var_mean(x),
        lambda x, y, g: g[0] * 2 / 19 * (x - y[1]) + g[1] / 20,
    ),
    check(
        "StdMeanBackward0",
        lambda x: torch.std_mean(x),
        lambda x, y, g: g[0] * (x - y[1]) / (19 * y[0]) + g[1] / 20,
    ),
    check("MaxBackward0", lambda x: x.max(1)[0], lambda x, y, g: at(x, x.argmax(1), g)),
    check("MinBackward0", lambda x: x.min(1)[0], lambda x, y, g: at(x, x.argmin(1), g)),
    check("MaxBackward1", lambda x: x.max(), ties, coarse(4, 5)),
    check("MinBackward1", lambda x: x.min(), ties, coarse(4, 5)),
    check("AmaxBackward0", lambda x: x.amax((0, 1)), ties, coarse(4, 5)),
    check("AminBackward0", lambda x: x.amin((0, 1)), ties, coarse(4, 5)),
    check(
        "AminmaxBackward0",
        lambda x: tuple(torch.aminmax(x)),
        lambda x, y, g: g[0] * (x == y[0]) + g[1] * (x == y[1]),
    ),
    check(
        "MedianBackward0", lambda x: x.median(), lambda x, y, g: g * (x == np.sort(x.ravel())[9])
    ),
    check(
        "MedianBackward1",
        lambda x: x.median(1)[0],
        lambda x, y, g: at(x, x.argsort(1)[:, 2], g),
    ),
    check(
        "NanmedianBackward0",
        lambda x: x.nanmedian(),
        lambda x, y, g: g * (x == np.sort(x.ravel())[9]),
    ),
    check(
        "NanmedianBackward1",
        lambda x: x.nanmedian(1)[0],
        lambda x, y, g: at(x, x.argsort(1)[:, 2], g),
    ),
    check("ModeBackward0", lambda x: x.mode(1)[0], lambda x, y, g: at(x, x.argmin(1), g)),
    check(
        "KthvalueBackward0",
        lambda x: x.kthvalue(2)[0],
        lambda x, y, g: at(x, x.argsort(1)[:, 1], g),
    ),
    check(
        "LinalgVectorNormBackward0",
        lambda x: torch.linalg.vector_norm(x),
        lambda x, y, g: g * x / y,
    ),
    check(
        "LinalgVectorNormBackward0",
        lambda x: torch.linalg.vector_norm(x, 3),
        lambda x, y, g: p_norm(x, y, g, 3),
    ),
    check(
        "NormBackward0",
        lambda x: torch.ops.aten.norm.Scalar(x, 3),
        lambda x, y, g: p_norm(x, y, g, 3),
    ),
    check(
        "NormBackward1",
        lambda x: torch.ops.aten.norm.ScalarOpt_dim(x, 3, [1]),
        lambda x, y, g: p_norm(x, y[:, None], g[:, None], 3),
    ),
    check(
        "NormBackward2",
        lambda x: torch.ops.aten.norm.ScalarOpt_dtype(x, 3, dtype=torch.float64),
        lambda x, y, g: p_norm(x, y, g, 3),
    ),
    check(
        "NormBackward3",
        lambda x: torch.ops.aten.norm.ScalarOpt_dim_dtype(x, 3, [1], False, dtype=torch.float64),
        lambda x, y, g: p_norm(x, y[:, None], g[:, None], 3),
    ),
    check(
        "LogsumexpBackward0",
        lambda x: x.logsumexp(1),
        lambda x, y, g: g[:, None] * np.exp(x - y[:, None]),
    ),
    check("CumsumBackward0", lambda x: x.cumsum(1), lambda x, y, g: reverse_cumsum(g)),
    check("CumprodBackward0", lambda x: x.cumprod(1), cumprod_rule, coarse(4, 5)),
    check("LogcumsumexpBackward0", lambda x: x.logcumsumexp(1), logcumsumexp_rule),
    check(
        "CummaxBackward0",
        lambda x: x.cummax(1)[0],
        lambda x, y, g: records(x, g, np.greater_equal),
        coarse(4, 5),
    ),
    check(
        "CumminBackward0",
        lambda x: x.cummin(1)[0],
        lambda x, y, g: records(x, g, np.less_equal),
        coarse(4, 5),
    ),
    check("RenormBackward0", lambda x: x.renorm(2, 0, 1.0), renorm_rule, normal(4, 2)),
    check(
        "DistBackward0",
        lambda a, b: torch.dist(a, b, 3),
        lambda a, b, y, g: (p_norm(a - b, y, g, 3), -p_norm(a - b, y, g, 3)),
        normal(4),
        normal(4),
    ),
    check(
        "CdistBackward0",
        lambda a, b: torch.cdist(a, b, compute_mode="donot_use_mm_for_euclid_dist"),
        lambda a, b, y, g: (
            pairs(a[:, None] - b, y, g).sum(1),
            pairs(b - a[:, None], y, g).sum(0),
        ),
        normal(4, 3),
        normal(5, 3),
    ),
    check(
        "EuclideanDistBackward0",
        lambda a, b: torch.ops.aten._euclidean_dist(a, b),
        lambda a, b, y, g: (
            pairs(a[:, None] - b, y, g).sum(1),
            pairs(b - a[:, None], y, g).sum(0),
        ),
        normal(4, 3),
        normal(5, 3),
    ),
    check("PdistBackward0", lambda x: F.pdist(x), pdist_rule, normal(4, 3)),
    check("SoftmaxBackward0", lambda x: x.softmax(1), softmax_rule),
    check("SafeSoftmaxBackward0", lambda x: torch._safe_softmax(x, 1), softmax_rule),
    check(
        "LogSoftmaxBackward0",
        lambda x: x.log_softmax(1),
        lambda x, y, g: g - np.exp(y) * g.sum(1, keepdims=True),
    ),
    check("GluBackward0", lambda x: F.glu(x, 1), glu_rule, normal(4, 6)),
)
