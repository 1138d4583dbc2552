"""Numeric forms of reading from places, writing to places, looking up and sorting."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from tests.rules.check import Array, Check, check, normal, spread

__all__ = ["INDEXING"]

aten = torch.ops.aten
ROWS = np.array([2, 0, 2])
DISTINCT = np.array([2, 0])
COLUMNS = np.array([[0, 3], [1, 1], [4, 0], [2, 3]])
APART = np.array([[0, 3], [1, 2], [4, 0], [2, 3]])
FLAT = np.array([1, 7, 7, 19])
MASK = np.arange(20).reshape(4, 5) % 3 == 0
rows, distinct, columns = torch.tensor(ROWS), torch.tensor(DISTINCT), torch.tensor(COLUMNS)
apart, flat, mask = torch.tensor(APART), torch.tensor(FLAT), torch.tensor(MASK)
LINES = np.arange(4)[:, None]


def read(key: Any) -> Callable[..., Array]:
    """The gradient goes to the places that were read, and adds up where they repeat."""

    def rule(x: Array, y: Array, g: Array) -> Array:
        gradient = np.zeros_like(x)
        np.add.at(gradient, key, g)
        return gradient

    return rule


def written(key: Any) -> Callable[..., tuple[Array, Array]]:
    """What was overwritten gets none, what was written gets the gradient of its place."""

    def rule(x: Array, s: Array, y: Array, g: Array) -> tuple[Array, Array]:
        kept = g.copy()
        kept[key] = 0
        return kept, g[key].reshape(s.shape)

    return rule


def added(key: Any, alpha: float = 1.0) -> Callable[..., tuple[Array, Array]]:
    return lambda x, s, y, g: (g, alpha * g[key])


def cleared(key: Any) -> Callable[..., Array]:
    return lambda x, y, g: written(key)(x, g[key], y, g)[0]


def one_number(key: Any) -> Callable[..., tuple[Array, Array]]:
    return lambda x, v, y, g: (cleared(key)(x, y, g), g[key].sum())


def bag_rule(w: Array, s: Array, y: Array, g: Array) -> tuple[Array, Array]:
    """Two bags: words 2 and 0, and word 2 alone."""
    bags = g[[0, 0, 1]]
    gradient = np.zeros_like(w)
    np.add.at(gradient, ROWS, s[:, None] * bags)
    return gradient, (w[ROWS] * bags).sum(1)


def unsorted(order: Callable[[Array], Array]) -> Callable[..., Array]:
    """The gradients walk back to where the sorted numbers stood."""

    def rule(x: Array, y: Array, g: Array) -> Array:
        gradient = np.zeros_like(x)
        np.put_along_axis(gradient, order(x), g, axis=1)
        return gradient

    return rule


def diagonal(x: Array, s: Array, y: Array, g: Array) -> tuple[Array, Array]:
    return g * (1 - np.eye(4, 5)), np.diagonal(g)


INDEXING: tuple[Check, ...] = (
    check("SelectBackward0", lambda x: x[2], read(2)),
    check("SliceBackward0", lambda x: x[1:3], read(slice(1, 3))),
    check("NarrowCopyBackward0", lambda x: aten.narrow_copy(x, 0, 1, 2), read(slice(1, 3))),
    check("IndexBackward0", lambda x: x[rows], read(ROWS)),
    check("UnsafeIndexBackward0", lambda x: aten._unsafe_index(x, [rows]), read(ROWS)),
    check("IndexSelectBackward0", lambda x: x.index_select(0, rows), read(ROWS)),
    check("TakeBackward0", lambda x: x.take(flat), read(np.unravel_index(FLAT, (4, 5)))),
    check("GatherBackward0", lambda x: x.gather(1, columns), read((LINES, COLUMNS))),
    check("EmbeddingBackward0", lambda w: F.embedding(rows, w), read(ROWS)),
    check(
        "EmbeddingBagBackward0",
        lambda w, s: F.embedding_bag(
            rows, w, torch.tensor([0, 2]), mode="sum", per_sample_weights=s
        ),
        bag_rule,
        normal(4, 5),
        normal(3),
    ),
    check(
        "WhereBackward0",
        lambda a, b: torch.where(mask, a, b),
        lambda a, b, y, g: (np.where(MASK, g, 0), np.where(MASK, 0, g)),
        normal(4, 5),
        normal(4, 5),
    ),
    check("MaskedFillBackward0", lambda x: x.masked_fill(mask, -1.0), cleared(MASK)),
    check(
        "MaskedFillBackward1",
        lambda x, v: x.masked_fill(mask, v),
        one_number(MASK),
        normal(4, 5),
        normal(),
    ),
    check("MaskedSelectBackward0", lambda x: x.masked_select(mask), read(MASK)),
    check(
        "MaskedScatterBackward0",
        lambda x, s: x.masked_scatter(mask, s),
        written(MASK),
        normal(4, 5),
        normal(7),
    ),
    check(
        "IndexPutBackward0",
        lambda x, v: x.index_put((distinct,), v),
        written(DISTINCT),
        normal(4, 5),
        normal(2, 5),
    ),
    check(
        "IndexPutImplBackward0",
        lambda x, v: aten._index_put_impl_(x * 1, [distinct], v),
        written(DISTINCT),
        normal(4, 5),
        normal(2, 5),
        direct=False,
    ),
    check(
        "UnsafeIndexPutBackward0",
        lambda x, v: aten._unsafe_index_put(x, [distinct], v),
        written(DISTINCT),
        normal(4, 5),
        normal(2, 5),
    ),
    check(
        "SelectScatterBackward0",
        lambda x, v: x.select_scatter(v, 0, 2),
        written(2),
        normal(4, 5),
        normal(5),
    ),
    check(
        "SliceScatterBackward0",
        lambda x, v: x.slice_scatter(v, 0, 1, 3),
        written(slice(1, 3)),
        normal(4, 5),
        normal(2, 5),
    ),
    check(
        "DiagonalScatterBackward0",
        lambda x, v: x.diagonal_scatter(v),
        diagonal,
        normal(4, 5),
        normal(4),
    ),
    check(
        "IndexCopyBackward0",
        lambda x, s: x.index_copy(0, distinct, s),
        written(DISTINCT),
        normal(4, 5),
        normal(2, 5),
    ),
    check("IndexFillBackward0", lambda x: x.index_fill(0, distinct, 1.0), cleared(DISTINCT)),
    check(
        "IndexFillBackward1",
        lambda x, v: x.index_fill(0, distinct, v),
        one_number(DISTINCT),
        normal(4, 5),
        normal(),
    ),
    check(
        "IndexAddBackward0",
        lambda x, s: x.index_add(0, rows, s, alpha=0.5),
        added(ROWS, 0.5),
        normal(4, 5),
        normal(3, 5),
    ),
    check(
        "ScatterBackward0",
        lambda x, s: x.scatter(1, apart, s),
        written((LINES, APART)),
        normal(4, 5),
        normal(4, 2),
    ),
    check("ScatterBackward1", lambda x: x.scatter(1, apart, 1.0), cleared((LINES, APART))),
    check(
        "ScatterAddBackward0",
        lambda x, s: x.scatter_add(1, columns, s),
        added((LINES, COLUMNS)),
        normal(4, 5),
        normal(4, 2),
    ),
    check(
        "ScatterReduceBackward0",
        lambda x, s: x.scatter_reduce(1, columns, s, "sum"),
        added((LINES, COLUMNS)),
        normal(4, 5),
        normal(4, 2),
    ),
    check(
        "PutBackward0",
        lambda x, s: x.put(torch.tensor([1, 7, 19]), s),
        written(np.unravel_index([1, 7, 19], (4, 5))),
        normal(4, 5),
        normal(3),
    ),
    check("SortBackward0", lambda x: x.sort(1)[0], unsorted(lambda x: x.argsort(1))),
    check(
        "SortBackward1",
        lambda x: torch.sort(x, dim=1, stable=True)[0],
        unsorted(lambda x: x.argsort(1)),
        spread(4, 5),
    ),
    check(
        "TopkBackward0",
        lambda x: x.topk(2, 1)[0],
        unsorted(lambda x: (-x).argsort(1)[:, :2]),
    ),
    check("FillBackward0", lambda x: aten.fill(x, 1.0), lambda x, y, g: 0 * g),
    check(
        "FillBackward1",
        lambda x, v: aten.fill(x, v),
        lambda x, v, y, g: (0 * g, g.sum()),
        normal(3),
        normal(),
    ),
    check("FillBackward2", lambda x: (x * 1).fill_(1.0), lambda x, y, g: 0 * g, direct=False),
    check(
        "FillBackward3",
        lambda x, v: (x * 1).fill_(v),
        lambda x, v, y, g: (0 * g, g.sum()),
        normal(3),
        normal(),
        direct=False,
    ),
    check("ZeroBackward0", lambda x: (x * 1).zero_(), lambda x, y, g: 0 * g, direct=False),
)
