"""Numeric forms of views, joins, splits and copies."""

from collections.abc import Callable

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from tests.rules.check import Array, Check, check, normal

__all__ = ["SHAPES"]

aten = torch.ops.aten


def back(shape: tuple[int, ...]) -> Callable[..., Array]:
    """The rule of everything that only changes the shape."""
    return lambda x, y, g: g.reshape(shape)


def straight(x: Array, y: Array, g: Array) -> Array:
    return g


def two(pieces: object) -> tuple[Tensor, ...]:
    return tuple(pieces)


def windows(x: Array, y: Array, g: Array) -> Array:
    gradient = np.zeros_like(x)
    for w in range(g.shape[1]):
        gradient[:, 2 * w : 2 * w + 3] += g[:, w]
    return gradient


def patches(x: Array, y: Array, g: Array) -> Array:
    """A 2 × 2 patch for each of the 3 × 3 places of a 4 × 4 picture."""
    gradient = np.zeros_like(x)
    columns = g.reshape(1, 1, 2, 2, 3, 3)
    for i in range(2):
        for j in range(2):
            gradient[:, :, i : i + 3, j : j + 3] += columns[:, :, i, j]
    return gradient


def unpatches(x: Array, y: Array, g: Array) -> Array:
    columns = [g[:, :, i : i + 3, j : j + 3] for i in range(2) for j in range(2)]
    return np.stack(columns, axis=2).reshape(x.shape)


def strided(x: Array, y: Array, g: Array) -> Array:
    gradient = np.zeros(x.size)
    for i in range(3):
        for j in range(2):
            gradient[i * 2 + j * 2 + 1] += g[i, j]
    return gradient.reshape(x.shape)


def overwritten(x: Tensor, v: Tensor) -> Tensor:
    y = x * 1
    y[:, 1:3] = v
    return y


def overwritten_rule(x: Array, v: Array, y: Array, g: Array) -> tuple[Array, Array]:
    kept = g.copy()
    kept[:, 1:3] = 0
    return kept, g[:, 1:3]


def unshuffled(picture: Array) -> Array:
    """Blocks of 2 × 2 pixels as four channels."""
    n, c, h, w = picture.shape
    blocks = picture.reshape(n, c, h // 2, 2, w // 2, 2).transpose(0, 1, 3, 5, 2, 4)
    return blocks.reshape(n, c * 4, h // 2, w // 2)


def shuffled(channels: Array) -> Array:
    n, c, h, w = channels.shape
    blocks = channels.reshape(n, c // 4, 2, 2, h, w).transpose(0, 1, 4, 2, 5, 3)
    return blocks.reshape(n, c // 4, h * 2, w * 2)


SHAPES: tuple[Check, ...] = (
    check("ViewBackward0", lambda x: x.view(20), back((4, 5))),
    check("UnsafeViewBackward0", lambda x: aten._unsafe_view(x, [20]), back((4, 5))),
    check("ReshapeAliasBackward0", lambda x: aten._reshape_alias(x, [20], [1]), back((4, 5))),
    check("TBackward0", lambda x: x.t(), lambda x, y, g: g.T),
    check("TransposeBackward0", lambda x: x.transpose(0, 1), lambda x, y, g: g.T),
    check("TBackward1", lambda x: (x * 1).t_(), lambda x, y, g: g.T, direct=False),
    check(
        "TransposeBackward1",
        lambda x: (x * 1).transpose_(0, 1),
        lambda x, y, g: g.T,
        direct=False,
    ),
    check(
        "PermuteBackward0",
        lambda x: x.permute(2, 0, 1),
        lambda x, y, g: g.transpose(1, 2, 0),
        normal(2, 3, 4),
    ),
    check("SqueezeBackward0", lambda x: x.squeeze(), back((3, 1)), normal(3, 1)),
    check("SqueezeBackward1", lambda x: x.squeeze(1), back((3, 1)), normal(3, 1)),
    check("SqueezeBackward2", lambda x: x.squeeze((1, 2)), back((3, 1, 1)), normal(3, 1, 1)),
    check(
        "SqueezeBackward3", lambda x: (x * 1).squeeze_(), back((3, 1)), normal(3, 1), direct=False
    ),
    check(
        "SqueezeBackward4", lambda x: (x * 1).squeeze_(1), back((3, 1)), normal(3, 1), direct=False
    ),
    check(
        "SqueezeBackward5",
        lambda x: (x * 1).squeeze_((1, 2)),
        back((3, 1, 1)),
        normal(3, 1, 1),
        direct=False,
    ),
    check("UnsqueezeBackward0", lambda x: x.unsqueeze(1), back((4, 5))),
    check("UnsqueezeBackward1", lambda x: (x * 1).unsqueeze_(1), back((4, 5)), direct=False),
    check(
        "ExpandBackward0",
        lambda x: x.expand(3, 4, 5),
        lambda x, y, g: g.sum((0, 2), keepdims=True)[0],
        normal(4, 1),
    ),
    check(
        "RepeatBackward0",
        lambda x: x.repeat(3, 2),
        lambda x, y, g: g.reshape(3, 2, 4).sum((0, 1)),
        normal(4),
    ),
    check(
        "CatBackward0",
        lambda a, b, c: torch.cat([a, b, c], 1),
        lambda a, b, c, y, g: (g[:, :2], g[:, 2:5], g[:, 5:]),
        normal(3, 2),
        normal(3, 3),
        normal(3, 1),
    ),
    check(
        "StackBackward0",
        lambda a, b: torch.stack([a, b], 1),
        lambda a, b, y, g: (g[:, 0], g[:, 1]),
        normal(3),
        normal(3),
    ),
    check("SplitBackward0", lambda x: two(x.split(3, 1)), lambda x, y, g: np.hstack(g)),
    check(
        "SplitWithSizesBackward0", lambda x: two(x.split([1, 4], 1)), lambda x, y, g: np.hstack(g)
    ),
    check(
        "UnsafeSplitBackward0", lambda x: two(x.unsafe_split(3, 1)), lambda x, y, g: np.hstack(g)
    ),
    check(
        "UnsafeSplitWithSizesBackward0",
        lambda x: two(x.unsafe_split_with_sizes([1, 4], 1)),
        lambda x, y, g: np.hstack(g),
    ),
    check("UnbindBackward0", lambda x: two(x.unbind()), lambda x, y, g: np.stack(g)),
    check("CloneBackward0", lambda x: x.clone(), straight),
    check("AliasBackward0", lambda x: aten.alias(x), straight),
    check("LiftBackward0", lambda x: aten.lift(x), straight),
    check("LiftFreshBackward0", lambda x: aten.lift_fresh(x), straight),
    check("ToCopyBackward0", lambda x: x.to(torch.float32, copy=True), straight),
    check(
        "CopyBackwards",
        lambda x, s: (x * 1).copy_(s),
        lambda x, s, y, g: (np.zeros_like(x), g),
        normal(3),
        normal(3),
        direct=False,
    ),
    check("CopySlices", overwritten, overwritten_rule, normal(4, 5), normal(4, 2), direct=False),
    check("FlipBackward0", lambda x: x.flip(1), lambda x, y, g: g[:, ::-1]),
    check("RollBackward0", lambda x: x.roll(2, 1), lambda x, y, g: np.roll(g, -2, 1)),
    check("Rot90Backward0", lambda x: x.rot90(1), lambda x, y, g: np.rot90(g, -1)),
    check("DiagonalBackward0", lambda x: x.diagonal(), lambda x, y, g: np.eye(4) * g, normal(4, 4)),
    check("DiagEmbedBackward0", lambda x: x.diag_embed(), lambda x, y, g: np.diag(g), normal(4)),
    check("UnfoldBackward0", lambda x: x.unfold(1, 3, 2), windows, normal(2, 7)),
    check("Im2ColBackward0", lambda x: F.unfold(x, 2), patches, normal(1, 1, 4, 4)),
    check("Col2ImBackward0", lambda x: F.fold(x, (4, 4), 2), unpatches, normal(1, 4, 9)),
    check("ConstantPadNdBackward0", lambda x: F.pad(x, (1, 2)), lambda x, y, g: g[:, 1:-2]),
    check("AsStridedBackward0", lambda x: x.as_strided((3, 2), (2, 2), 1), strided),
    check(
        "AsStridedBackward1",
        lambda x: (x * 1).as_strided_((3, 2), (2, 2), 1),
        strided,
        direct=False,
    ),
    check(
        "PixelShuffleBackward0",
        lambda x: F.pixel_shuffle(x, 2),
        lambda x, y, g: unshuffled(g),
        normal(1, 8, 2, 3),
    ),
    check(
        "PixelUnshuffleBackward0",
        lambda x: F.pixel_unshuffle(x, 2),
        lambda x, y, g: shuffled(g),
        normal(1, 2, 4, 6),
    ),
    check(
        "ChannelShuffleBackward0",
        lambda x: F.channel_shuffle(x, 2),
        lambda x, y, g: g.reshape(1, 3, 2, 2, 2).swapaxes(1, 2).reshape(1, 6, 2, 2),
        normal(1, 6, 2, 2),
    ),
)
