"""Draws: whatever arrives, zero comes back."""

from collections.abc import Callable

import torch
from torch import Tensor

from tests.rules.check import Array, Check, check, positive, unit

__all__ = ["CHANCE"]


def nothing(*arrays: Array) -> tuple[Array, ...]:
    *inputs, _y, _g = arrays
    return tuple(0 * each for each in inputs)


def overwritten(grad_fn: str, draw: Callable[[Tensor], Tensor]) -> Check:
    return check(grad_fn, lambda x: draw(x * 1), nothing, direct=False)


CHANCE: tuple[Check, ...] = (
    check("BernoulliBackward0", torch.bernoulli, nothing, unit(4)),
    check(
        "BernoulliBackward1",
        lambda x, p: (x * 1).bernoulli_(p),
        nothing,
        unit(4),
        unit(4),
        direct=False,
    ),
    overwritten("BernoulliBackward2", lambda x: x.bernoulli_(0.5)),
    overwritten("NormalBackward0", lambda x: x.normal_()),
    overwritten("UniformBackward0", lambda x: x.uniform_()),
    overwritten("ExponentialBackward0", lambda x: x.exponential_()),
    overwritten("LogNormalBackward0", lambda x: x.log_normal_()),
    overwritten("CauchyBackward0", lambda x: x.cauchy_()),
    overwritten("GeometricBackward0", lambda x: x.geometric_(0.5)),
    overwritten("RandomBackward0", lambda x: x.random_(1, 5)),
    overwritten("RandomBackward1", lambda x: x.random_(5)),
    overwritten("RandomBackward2", lambda x: x.random_()),
    check("NormalBackward1", lambda mean: torch.normal(mean, 1.0), nothing, unit(4)),
    check("NormalBackward2", lambda std: torch.normal(0.0, std), nothing, positive(4)),
    check("NormalBackward3", torch.normal, nothing, unit(4), positive(4)),
    check("PoissonBackward0", torch.poisson, nothing, positive(4)),
)
