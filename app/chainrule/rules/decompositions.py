"""Inverses, determinants, equations and factorisations of matrices."""

from chainrule.rules.rule import Rule, Slot, moved

__all__ = ["DECOMPOSITIONS"]


def _row(op: str, symbol: str, call: str, forward: str, rules: dict[str, str], why: str) -> Rule:
    slots = tuple(Slot(argument=name, rule=rule) for name, rule in rules.items())
    return moved(op, symbol, call, forward, slots, why)


DECOMPOSITIONS: tuple[Rule, ...] = (
    _row(
        "LinalgDetBackward0",
        "det",
        "torch.linalg.det(A)",
        r"y = \det A",
        {"A": r"\bar{A} = \bar{y} \cdot y \cdot A^{-\top}"},
        "A determinant is a volume, and the inverse says how much each entry stretches it.",
    ),
    _row(
        "LinalgSlogdetBackward0",
        "log det",
        "torch.linalg.slogdet(A)",
        r"y = \ln \left| \det A \right|",
        {"A": r"\bar{A} = \bar{y} \cdot A^{-\top}"},
        "The logarithm of the volume has simply the inverse for its gradient.",
    ),
    _row(
        "LinalgInvExBackward0",
        "A⁻¹",
        "torch.linalg.inv(A)",
        "Y = A^{-1}",
        {"A": r"\bar{A} = -Y^{\top} \, \bar{Y} \, Y^{\top}"},
        "As 1/x has −1/x², with one inverse on each side.",
    ),
    _row(
        "LinalgSolveExBackward0",
        "A⁻¹b",
        "torch.linalg.solve(A, B)",
        "Y = A^{-1} B",
        {
            "A": r"\bar{A} = -\bar{B} \, Y^{\top}",
            "B": r"\bar{B} = A^{-\top} \, \bar{Y}",
        },
        "The way back through a system of equations is solving the transposed system.",
    ),
    _row(
        "LinalgSolveTriangularBackward0",
        "◣⁻¹b",
        "torch.linalg.solve_triangular(A, B, upper=False)",
        "Y = A^{-1} B",
        {
            "A": r"\bar{A} = -\operatorname{tril}(\bar{B} \, Y^{\top})",
            "B": r"\bar{B} = A^{-\top} \, \bar{Y}",
        },
        "Solve the transposed triangle; the half that was never read gets zero.",
    ),
    _row(
        "LinalgCholeskyExBackward0",
        "CCᵀ",
        "torch.linalg.cholesky(A)",
        r"A = C C^{\top}",
        {
            "A": r"\bar{A} = \operatorname{sym}\left( C^{-\top} \, \varphi(C^{\top} \bar{C}) \,"
            r" C^{-1} \right), \quad \varphi = \text{lower half, diagonal halved}"
        },
        "The root of a matrix: as for √x one divides by the root, here from both sides.",
    ),
    _row(
        "LinalgQrBackward0",
        "QR",
        "torch.linalg.qr(A)",
        "A = Q R",
        {
            "A": r"\bar{A} = \left( \bar{Q} + Q \operatorname{copyltu}(M) \right) R^{-\top}, \quad"
            r" M = R \, \bar{R}^{\top} - \bar{Q}^{\top} Q"
        },
        "Q may only turn and R only keep its triangle, so the rest of the gradient is taken out.",
    ),
    _row(
        "LinalgEighBackward0",
        "QΛQᵀ",
        "torch.linalg.eigh(A)",
        r"A = Q \Lambda Q^{\top}",
        {
            "A": r"\bar{A} = Q \left( \operatorname{diag}(\bar{\lambda}) +"
            r" \frac{1}{2} (M + M^{\top}) \right) Q^{\top}, \quad"
            r" M_{i j} = \frac{1}{\lambda_{j} - \lambda_{i}} (Q^{\top} \bar{Q})_{i j}"
        },
        "An eigenvalue's gradient is its own direction; equal eigenvalues make it undefined.",
    ),
    _row(
        "LinalgSvdBackward0",
        "UΣVᵀ",
        "torch.linalg.svd(A)",
        r"A = U \Sigma V^{\top}",
        {
            "A": r"\bar{A} = U \operatorname{diag}(\bar{\sigma}) V^{\top} \quad"
            r" \text{from the singular values}"
        },
        "Each singular value is moved by the matrix made of its own two directions.",
    ),
    _row(
        "LinalgPinvBackward0",
        "A⁺",
        "torch.linalg.pinv(A)",
        "Y = A^{+}",
        {
            "A": r"\bar{A} = -Y^{\top} \bar{Y} Y^{\top} + (I - A Y) \, \bar{Y}^{\top} \, Y"
            r" Y^{\top} + Y^{\top} Y \, \bar{Y}^{\top} (I - Y A)"
        },
        "The inverse's rule, and two terms for what the matrix does not reach.",
    ),
    _row(
        "LinalgMatrixExpBackward0",
        "eᴬ",
        "torch.linalg.matrix_exp(A)",
        r"Y = e^{A} = \sum_{k} \frac{1}{k!} A^{k}",
        {"A": r"\bar{A} = \int_{0}^{1} e^{s A^{\top}} \, \bar{Y} \, e^{(1 - s) A^{\top}} \, ds"},
        "An exponential again, smeared over its path because matrices do not swap places.",
    ),
    _row(
        "CholeskySolveBackward0",
        "(CCᵀ)⁻¹b",
        "torch.cholesky_solve(B, L)",
        r"Y = (C C^{\top})^{-1} B",
        {
            "B": r"\bar{B} = (C C^{\top})^{-1} \, \bar{Y}",
            "L": r"\bar{C} = -(\bar{B} Y^{\top} + Y \bar{B}^{\top}) C",
        },
        "Two triangles solved one after the other, and both hear of the error.",
    ),
)
