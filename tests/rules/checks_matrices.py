"""Numeric forms of products of matrices, and of inverses and factorisations."""

import numpy as np
import torch
import torch.nn.functional as F
from numpy.random import Generator

from tests.rules.check import Array, Check, check, complex_normal, normal

__all__ = ["MATRICES"]

aten = torch.ops.aten


def turned(matrices: Array) -> Array:
    return np.swapaxes(matrices, -1, -2)


def mm_rule(a: Array, b: Array, y: Array, g: Array) -> tuple[Array, Array]:
    return g @ turned(b), turned(a) @ g


def grouped(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Four rows meet the first matrix, eight the second; there is no such product of doubles."""
    ends = torch.tensor([4, 12], dtype=torch.int32)
    return F.grouped_mm(a.float(), b.float(), offs=ends)


def grouped_rule(a: Array, b: Array, y: Array, g: Array) -> tuple[Array, Array]:
    parts = [slice(0, 4), slice(4, 12)]
    return (
        np.concatenate([g[part] @ b[n].T for n, part in enumerate(parts)]),
        np.stack([a[part].T @ g[part] for part in parts]),
    )


def square(rng: Generator) -> Array:
    """Well away from singular."""
    return rng.normal(size=(3, 3)) + 4 * np.eye(3)


def symmetric(rng: Generator) -> Array:
    a = rng.normal(size=(3, 3))
    return a @ a.T + np.diag([1.0, 4.0, 9.0])


def lower(rng: Generator) -> Array:
    return np.tril(rng.normal(size=(3, 3))) + 4 * np.eye(3)


def solve_rule(a: Array, b: Array, y: Array, g: Array) -> tuple[Array, Array]:
    of_b = np.linalg.solve(a.T, g)
    return -of_b @ y.T, of_b


def triangular_rule(a: Array, b: Array, y: Array, g: Array) -> tuple[Array, Array]:
    of_a, of_b = solve_rule(a, b, y, g)
    return np.tril(of_a), of_b


def cholesky_rule(a: Array, y: Array, g: Array) -> Array:
    inner = np.tril(y.T @ np.tril(g))
    inner -= np.diag(np.diag(inner)) / 2
    inverse = np.linalg.inv(y)
    outer = inverse.T @ inner @ inverse
    return (outer + outer.T) / 2


def qr_rule(a: Array, y: Array, g: Array) -> Array:
    (q, r), (of_q, of_r) = y, g
    m = r @ np.triu(of_r).T - of_q.T @ q
    copied = np.tril(m) + np.tril(m, -1).T
    return (of_q + q @ copied) @ np.linalg.inv(r).T


def eigh_rule(a: Array, y: Array, g: Array) -> Array:
    (values, vectors), (of_values, of_vectors) = y, g
    apart = values - values[:, None] + np.eye(3)
    m = (1 - np.eye(3)) * (vectors.T @ of_vectors) / apart
    return vectors @ (np.diag(of_values) + (m + m.T) / 2) @ vectors.T


def svd_rule(a: Array, y: Array, g: Array) -> Array:
    u, _, vh = np.linalg.svd(a, full_matrices=False)
    return u @ np.diag(g) @ vh


def pinv_rule(a: Array, y: Array, g: Array) -> Array:
    first = -y.T @ g @ y.T
    second = (np.eye(4) - a @ y) @ g.T @ y @ y.T
    third = y.T @ y @ g.T @ (np.eye(3) - y @ a)
    return first + second + third


def expm(a: Array) -> Array:
    """The power series."""
    term = total = np.eye(len(a))
    for k in range(1, 60):
        term = term @ a / k
        total = total + term
    return total


def expm_rule(a: Array, y: Array, g: Array) -> Array:
    """The integral of the rule, by Gauss's method."""
    places, weights = np.polynomial.legendre.leggauss(20)
    return sum(
        w / 2 * expm(s * a.T) @ g @ expm((1 - s) * a.T)
        for s, w in zip((places + 1) / 2, weights, strict=True)
    )


def cholesky_solve_rule(b: Array, l: Array, y: Array, g: Array) -> tuple[Array, Array]:  # noqa: E741
    l = np.tril(l)  # noqa: E741
    of_b = np.linalg.solve(l @ l.T, g)
    return of_b, -(of_b @ y.T + y @ of_b.T) @ l


MATRICES: tuple[Check, ...] = (
    check(
        "AddmmBackward0",
        lambda b, x, w: torch.addmm(b, x, w),
        lambda b, x, w, y, g: (g.sum(0), g @ w.T, x.T @ g),
        normal(4),
        normal(3, 5),
        normal(5, 4),
    ),
    check("MmBackward0", lambda a, b: a @ b, mm_rule, normal(3, 4), normal(4, 5)),
    check("BmmBackward0", torch.bmm, mm_rule, normal(2, 3, 4), normal(2, 4, 5)),
    check(
        "GroupedMmBackward0",
        lambda a, b: grouped(a, b),
        grouped_rule,
        normal(12, 4),
        normal(2, 4, 8),
        direct=False,
        tolerance=1e-4,
    ),
    check(
        "BaddbmmBackward0",
        lambda c, a, b: torch.baddbmm(c, a, b),
        lambda c, a, b, y, g: (g, *mm_rule(a, b, y, g)),
        normal(2, 3, 5),
        normal(2, 3, 4),
        normal(2, 4, 5),
    ),
    check(
        "AddbmmBackward0",
        lambda c, a, b: torch.addbmm(c, a, b),
        lambda c, a, b, y, g: (g, g @ turned(b), turned(a) @ g),
        normal(3, 5),
        normal(2, 3, 4),
        normal(2, 4, 5),
    ),
    check(
        "MvBackward0",
        lambda a, v: a @ v,
        lambda a, v, y, g: (np.outer(g, v), a.T @ g),
        normal(3, 4),
        normal(4),
    ),
    check(
        "AddmvBackward0",
        lambda b, a, v: torch.addmv(b, a, v),
        lambda b, a, v, y, g: (g, np.outer(g, v), a.T @ g),
        normal(3),
        normal(3, 4),
        normal(4),
    ),
    check(
        "AddrBackward0",
        lambda c, u, v: torch.addr(c, u, v),
        lambda c, u, v, y, g: (g, g @ v, g.T @ u),
        normal(3, 4),
        normal(3),
        normal(4),
    ),
    check("DotBackward0", torch.dot, lambda a, b, y, g: (g * b, g * a), normal(4), normal(4)),
    check(
        "VdotBackward0",
        torch.vdot,
        lambda a, b, y, g: (np.conj(g) * b, g * a),
        complex_normal(4),
        complex_normal(4),
    ),
    check(
        "TrilinearBackward0",
        lambda a, w, b: torch._trilinear(a, w, b, [1, 3], [0], [1, 2], [2, 3]),
        lambda a, w, b, y, g: (
            np.einsum("no,oij,nj->ni", g, w, b),
            np.einsum("no,ni,nj->oij", g, a, b),
            np.einsum("no,oij,ni->nj", g, w, a),
        ),
        normal(2, 3),
        normal(4, 3, 5),
        normal(2, 5),
    ),
    check(
        "BlockDiagBackward0",
        torch.block_diag,
        lambda a, b, y, g: (g[:2, :3], g[2:, 3:]),
        normal(2, 3),
        normal(1, 2),
    ),
    check("TriuBackward0", lambda x: x.triu(1), lambda x, y, g: np.triu(g, 1)),
    check("TrilBackward0", lambda x: x.tril(), lambda x, y, g: np.tril(g)),
    check("TraceBackward0", lambda x: x.trace(), lambda x, y, g: g * np.eye(3), normal(3, 3)),
    check(
        "LinalgCrossBackward0",
        torch.linalg.cross,
        lambda a, b, y, g: (np.cross(b, g), np.cross(g, a)),
        normal(4, 3),
        normal(4, 3),
    ),
    check(
        "LinalgDetBackward0",
        torch.linalg.det,
        lambda a, y, g: g * np.linalg.det(a) * np.linalg.inv(a).T,
        square,
    ),
    check(
        "LinalgSlogdetBackward0",
        lambda a: torch.linalg.slogdet(a)[1],
        lambda a, y, g: g * np.linalg.inv(a).T,
        square,
    ),
    check(
        "LinalgInvExBackward0",
        torch.linalg.inv,
        lambda a, y, g: -np.linalg.inv(a).T @ g @ np.linalg.inv(a).T,
        square,
    ),
    check("LinalgSolveExBackward0", torch.linalg.solve, solve_rule, square, normal(3, 2)),
    check(
        "LinalgSolveTriangularBackward0",
        lambda a, b: torch.linalg.solve_triangular(a, b, upper=False),
        triangular_rule,
        lower,
        normal(3, 2),
    ),
    check("LinalgCholeskyExBackward0", torch.linalg.cholesky, cholesky_rule, symmetric),
    check("LinalgQrBackward0", lambda a: tuple(torch.linalg.qr(a)), qr_rule, normal(4, 3)),
    check("LinalgEighBackward0", lambda a: tuple(torch.linalg.eigh(a)), eigh_rule, symmetric),
    check("LinalgSvdBackward0", torch.linalg.svdvals, svd_rule, normal(4, 3)),
    check("LinalgPinvBackward0", torch.linalg.pinv, pinv_rule, normal(4, 3)),
    check("LinalgMatrixExpBackward0", torch.linalg.matrix_exp, expm_rule, normal(3, 3)),
    check("CholeskySolveBackward0", torch.cholesky_solve, cholesky_solve_rule, normal(3, 2), lower),
)
