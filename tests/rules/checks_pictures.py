"""Numeric forms of convolution, pooling, padding and resampling."""

from collections.abc import Callable, Iterator

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from tests.rules.check import Array, Check, check, normal, spread

__all__ = ["PICTURES"]

aten = torch.ops.aten
Forward = Callable[[Tensor], Tensor]


def transposed(forward: Forward) -> Callable[..., Array]:
    """The rule of a linear operation: its matrix, found column by column, turned round."""

    def rule(x: Array, y: Array, g: Array) -> Array:
        units = torch.eye(x.size, dtype=torch.float64).reshape(x.size, *x.shape)
        matrix = np.stack([forward(unit).numpy().ravel() for unit in units])
        return (matrix @ g.ravel()).reshape(x.shape)

    return rule


def linear(grad_fn: str, forward: Forward, *shape: int) -> Check:
    return check(grad_fn, forward, transposed(forward), normal(*shape))


def winners(grad_fn: str, forward: Callable[[Tensor], tuple[Tensor, Tensor]], *shape: int) -> Check:
    """The rule of a maximum over windows, whose places `forward` gives second."""

    def rule(x: Array, y: Array, g: Array) -> Array:
        places = forward(torch.tensor(x))[1].numpy().ravel()
        assert np.array_equal(x.ravel()[places], y.ravel())
        gradient = np.zeros(x.size)
        np.add.at(gradient, places, g.ravel())
        return gradient.reshape(x.shape)

    return check(grad_fn, lambda x: forward(x)[0], rule, spread(*shape))


def uses(weight: Array, y: Array) -> Iterator[tuple[tuple[int, ...], tuple[slice, ...]]]:
    """Each place of the kernel, and the part of the picture that it meets."""
    for place in np.ndindex(*weight.shape[2:]):
        ends = zip(place, y.shape[2:], strict=True)
        yield place, tuple(slice(start, start + size) for start, size in ends)


def conv_rule(x: Array, w: Array, b: Array, y: Array, g: Array) -> tuple[Array, ...]:
    of_x, of_w = np.zeros_like(x), np.zeros_like(w)
    for place, part in uses(w, y):
        kernel = w[(slice(None), slice(None), *place)]
        window = (slice(None), slice(None), *part)
        of_x[window] += np.einsum("oc,no...->nc...", kernel, g)
        meeting = np.einsum("nop,ncp->oc", g.reshape(*g.shape[:2], -1), flat(x[window]))
        of_w[(slice(None), slice(None), *place)] = meeting
    return of_x, of_w, flat(g).sum((0, 2))


def flat(pictures: Array) -> Array:
    return pictures.reshape(*pictures.shape[:2], -1)


def transposed_conv_rule(x: Array, w: Array, b: Array, y: Array, g: Array) -> tuple[Array, ...]:
    """Forward and backward have changed places."""
    of_x, of_w = np.zeros_like(x), np.zeros_like(w)
    for place, part in uses(w, x):
        window = flat(g[(slice(None), slice(None), *part)])
        kernel = w[(slice(None), slice(None), *place)]
        of_x += np.einsum("co,nop->ncp", kernel, window).reshape(x.shape)
        of_w[(slice(None), slice(None), *place)] = np.einsum("ncp,nop->co", flat(x), window)
    return of_x, of_w, flat(g).sum((0, 2))


def sampled(x: Array, grid: Array, y: Array, g: Array) -> tuple[Array, Array]:
    """The picture's rule is linear; the grid's is a difference quotient of the forward pass."""
    places = torch.tensor(grid)
    of_x = transposed(lambda picture: sample(picture, places))(x, y, g)
    of_grid, step = np.zeros_like(grid), 1e-6
    for place in np.ndindex(*grid.shape):
        ends = []
        for sign in (1, -1):
            moved = grid.copy()
            moved[place] += sign * step
            ends.append(sample(torch.tensor(x), torch.tensor(moved)).numpy())
        of_grid[place] = (g * (ends[0] - ends[1])).sum() / (2 * step)
    return of_x, of_grid


def sample(picture: Tensor, grid: Tensor) -> Tensor:
    return F.grid_sample(picture, grid, align_corners=False)


def affine_rule(theta: Array, y: Array, g: Array) -> Array:
    """The corners of a 2 × 2 picture lie at ±1/2."""
    points = np.array([[[a, b, 1.0] for a in (-0.5, 0.5)] for b in (-0.5, 0.5)])
    return np.einsum("nijk,ijl->nkl", g, points)


def resize(mode: str, size: int, antialias: bool = False) -> Forward:
    return lambda x: F.interpolate(x, size=(size,) * (x.dim() - 2), mode=mode, antialias=antialias)


def pad(mode: str) -> Forward:
    return lambda x: F.pad(x, (1, 2) * (x.dim() - 2), mode=mode)


PLACES = torch.tensor([[[[0, 3], [9, 10]]]])
LINE, PICTURE, VOLUME = (1, 2, 4), (1, 2, 4, 4), (1, 1, 4, 4, 4)
FRACTIONS = {2: torch.full((1, 1, 2), 0.4).double(), 3: torch.full((1, 1, 3), 0.4).double()}

PICTURES: tuple[Check, ...] = (
    check("ConvolutionBackward0", F.conv1d, conv_rule, normal(2, 3, 5), normal(4, 3, 2), normal(4)),
    check(
        "ConvolutionBackward0",
        F.conv2d,
        conv_rule,
        normal(2, 3, 5, 4),
        normal(4, 3, 2, 3),
        normal(4),
    ),
    check(
        "ConvolutionBackward0",
        F.conv_transpose2d,
        transposed_conv_rule,
        normal(2, 3, 3, 4),
        normal(3, 4, 2, 2),
        normal(4),
    ),
    winners(
        "MaxPool2DWithIndicesBackward0",
        lambda x: F.max_pool2d(x, 2, stride=1, return_indices=True),
        1,
        1,
        4,
        4,
    ),
    winners(
        "MaxPool3DWithIndicesBackward0",
        lambda x: F.max_pool3d(x, 2, return_indices=True),
        *VOLUME,
    ),
    winners(
        "AdaptiveMaxPool2DBackward0",
        lambda x: F.adaptive_max_pool2d(x, 3, return_indices=True),
        1,
        1,
        4,
        4,
    ),
    winners(
        "AdaptiveMaxPool3DBackward0",
        lambda x: F.adaptive_max_pool3d(x, 3, return_indices=True),
        *VOLUME,
    ),
    winners(
        "FractionalMaxPool2DBackward0",
        lambda x: torch._C._nn.fractional_max_pool2d(x, 2, 2, FRACTIONS[2]),
        1,
        1,
        4,
        4,
    ),
    winners(
        "FractionalMaxPool3DBackward0",
        lambda x: torch._C._nn.fractional_max_pool3d(x, 2, 2, FRACTIONS[3]),
        *VOLUME,
    ),
    linear("AvgPool2DBackward0", lambda x: F.avg_pool2d(x, 2, stride=1), *PICTURE),
    linear("AvgPool3DBackward0", lambda x: F.avg_pool3d(x, 2), *VOLUME),
    linear("AdaptiveAvgPool2DBackward0", lambda x: F.adaptive_avg_pool2d(x, 3), *PICTURE),
    linear("AdaptiveAvgPool3DBackward0", lambda x: F.adaptive_avg_pool3d(x, 3), *VOLUME),
    linear("MaxUnpool2DBackward0", lambda x: F.max_unpool2d(x, PLACES, 2), 1, 1, 2, 2),
    linear("MaxUnpool3DBackward0", lambda x: F.max_unpool3d(x, PLACES[None] % 8, 2), 1, 1, 1, 2, 2),
    linear("ReflectionPad1DBackward0", pad("reflect"), *LINE),
    linear("ReflectionPad2DBackward0", pad("reflect"), *PICTURE),
    linear("ReflectionPad3DBackward0", pad("reflect"), *VOLUME),
    linear("ReplicationPad1DBackward0", pad("replicate"), *LINE),
    linear("ReplicationPad2DBackward0", pad("replicate"), *PICTURE),
    linear("ReplicationPad3DBackward0", pad("replicate"), *VOLUME),
    linear("UpsampleNearest1DBackward0", resize("nearest", 7), *LINE),
    linear("UpsampleNearest2DBackward0", resize("nearest", 7), *PICTURE),
    linear("UpsampleNearest3DBackward0", resize("nearest", 5), *VOLUME),
    linear("UpsampleNearestExact1DBackward0", resize("nearest-exact", 7), *LINE),
    linear("UpsampleNearestExact2DBackward0", resize("nearest-exact", 7), *PICTURE),
    linear("UpsampleNearestExact3DBackward0", resize("nearest-exact", 5), *VOLUME),
    linear("UpsampleLinear1DBackward0", resize("linear", 7), *LINE),
    linear("UpsampleBilinear2DBackward0", resize("bilinear", 7), *PICTURE),
    linear("UpsampleTrilinear3DBackward0", resize("trilinear", 5), *VOLUME),
    linear("UpsampleBicubic2DBackward0", resize("bicubic", 7), *PICTURE),
    linear("UpsampleBilinear2DAaBackward0", resize("bilinear", 3, antialias=True), *PICTURE),
    linear("UpsampleBicubic2DAaBackward0", resize("bicubic", 3, antialias=True), *PICTURE),
    check(
        "GridSampler2DBackward0",
        sample,
        sampled,
        normal(1, 2, 4, 4),
        lambda rng: rng.uniform(-0.7, 0.7, (1, 2, 3, 2)),
    ),
    check(
        "GridSampler3DBackward0",
        sample,
        sampled,
        normal(1, 1, 3, 3, 3),
        lambda rng: rng.uniform(-0.6, 0.6, (1, 1, 2, 2, 3)),
    ),
    check(
        "AffineGridGeneratorBackward0",
        lambda theta: F.affine_grid(theta, [2, 1, 2, 2], align_corners=False),
        affine_rule,
        normal(2, 2, 3),
    ),
)
