"""Products of matrices and vectors, and triangles, traces and outer forms of them."""

from chainrule.rules.rule import Rule, Slot, moved

__all__ = ["MATRICES"]


def _slot(argument: str, rule: str) -> Slot:
    return Slot(argument=argument, rule=rule)


MATRICES: tuple[Rule, ...] = (
    moved(
        "AddmmBackward0",
        "XW + b",
        "torch.addmm(input, mat1, mat2)",
        "Y = X W + b",
        (
            _slot("input", r"\bar{b} = \sum_{\text{rows}} \bar{Y}"),
            _slot("mat1", r"\bar{X} = \bar{Y} \, W^{\top}"),
            _slot("mat2", r"\bar{W} = X^{\top} \, \bar{Y}"),
        ),
        "A linear layer: each weight's gradient is its input times the error at its output, the"
        " bias gets the error itself, summed over the batch.",
    ),
    moved(
        "MmBackward0",
        "@",
        "input @ mat2",
        "Y = A B",
        (
            _slot("input", r"\bar{A} = \bar{Y} \, B^{\top}"),
            _slot("mat2", r"\bar{B} = A^{\top} \, \bar{Y}"),
        ),
        "As in a product of numbers, each side gets the gradient times the other side, turned so"
        " that the shapes fit.",
    ),
    moved(
        "BmmBackward0",
        "@",
        "torch.bmm(input, mat2)",
        "Y_{n} = A_{n} B_{n}",
        (
            _slot("input", r"\bar{A}_{n} = \bar{Y}_{n} \, B_{n}^{\top}"),
            _slot("mat2", r"\bar{B}_{n} = A_{n}^{\top} \, \bar{Y}_{n}"),
        ),
        "One matrix product per item of the batch, each with its own two gradients.",
    ),
    moved(
        "GroupedMmBackward0",
        "@",
        "F.grouped_mm(mat_a, mat_b, offs=offs)",
        "Y_{n} = A_{n} B_{n}",
        (
            _slot("self", r"\bar{A}_{n} = \bar{Y}_{n} \, B_{n}^{\top}"),
            _slot("mat2", r"\bar{B}_{n} = A_{n}^{\top} \, \bar{Y}_{n}"),
        ),
        "The rows come in groups, and each group meets a matrix of its own: one expert's tokens,"
        " one expert's weights.",
    ),
    moved(
        "BaddbmmBackward0",
        "@ + C",
        "torch.baddbmm(input, batch1, batch2)",
        "Y_{n} = C_{n} + A_{n} B_{n}",
        (
            _slot("input", r"\bar{C}_{n} = \bar{Y}_{n}"),
            _slot("batch1", r"\bar{A}_{n} = \bar{Y}_{n} \, B_{n}^{\top}"),
            _slot("batch2", r"\bar{B}_{n} = A_{n}^{\top} \, \bar{Y}_{n}"),
        ),
        "A sum passes the gradient on, a product crosses it over, item by item of the batch.",
    ),
    moved(
        "AddbmmBackward0",
        "Σ@ + C",
        "torch.addbmm(input, batch1, batch2)",
        r"Y = C + \sum_{n} A_{n} B_{n}",
        (
            _slot("input", r"\bar{C} = \bar{Y}"),
            _slot("batch1", r"\bar{A}_{n} = \bar{Y} \, B_{n}^{\top}"),
            _slot("batch2", r"\bar{B}_{n} = A_{n}^{\top} \, \bar{Y}"),
        ),
        "All products of the batch are added, so each of them sees the same gradient.",
    ),
    moved(
        "MvBackward0",
        "@",
        "input @ vec",
        "y = A v",
        (
            _slot("input", r"\bar{A} = \bar{y} \, v^{\top}"),
            _slot("vec", r"\bar{v} = A^{\top} \, \bar{y}"),
        ),
        "The matrix gets an outer product, error by input; the vector is sent back through the"
        " transposed matrix.",
    ),
    moved(
        "AddmvBackward0",
        "Av + b",
        "torch.addmv(input, mat, vec)",
        "y = b + A v",
        (
            _slot("input", r"\bar{b} = \bar{y}"),
            _slot("mat", r"\bar{A} = \bar{y} \, v^{\top}"),
            _slot("vec", r"\bar{v} = A^{\top} \, \bar{y}"),
        ),
        "A linear layer for a single example.",
    ),
    moved(
        "AddrBackward0",
        "uvᵀ + C",
        "torch.addr(input, vec1, vec2)",
        r"Y = C + u v^{\top}",
        (
            _slot("input", r"\bar{C} = \bar{Y}"),
            _slot("vec1", r"\bar{u} = \bar{Y} \, v"),
            _slot("vec2", r"\bar{v} = \bar{Y}^{\top} u"),
        ),
        "Each vector gets the gradient's rows or columns, weighted by the other vector.",
    ),
    moved(
        "DotBackward0",
        "a·b",
        "torch.dot(input, tensor)",
        r"y = \sum_{i} a_{i} b_{i}",
        (
            _slot("input", r"\bar{a} = \bar{y} \cdot b"),
            _slot("tensor", r"\bar{b} = \bar{y} \cdot a"),
        ),
        "A weighted sum: each side's gradient is the other side.",
    ),
    moved(
        "VdotBackward0",
        "a·b",
        "torch.vdot(input, other)",
        r"y = \sum_{i} a_{i}^{*} \, b_{i}",
        (
            _slot("input", r"\bar{a} = \bar{y}^{*} \cdot b"),
            _slot("other", r"\bar{b} = \bar{y} \cdot a"),
        ),
        "A dot product whose first side is conjugated: each side's gradient is the other side.",
    ),
    moved(
        "TrilinearBackward0",
        "xᵀWz",
        "F.bilinear(input1, input2, weight)",
        r"y_{o} = \sum_{i j} a_{i} \, W_{o i j} \, b_{j}",
        (
            _slot("input1", r"\bar{a}_{i} = \sum_{o j} \bar{y}_{o} \, W_{o i j} \, b_{j}"),
            _slot("weight", r"\bar{W}_{o i j} = \bar{y}_{o} \, a_{i} \, b_{j}"),
            _slot("input2", r"\bar{b}_{j} = \sum_{o i} \bar{y}_{o} \, W_{o i j} \, a_{i}"),
        ),
        "Three factors: each gets the gradient times the other two.",
    ),
    moved(
        "BlockDiagBackward0",
        "blocks",
        "torch.block_diag(*tensors)",
        r"Y = \operatorname{diag}(A_{1}, A_{2}, \ldots)",
        (
            Slot(
                argument="tensors",
                rule=r"\bar{A}_{k} = \bar{Y}\,[\text{the block of } A_{k}]",
                repeats=True,
            ),
        ),
        "Each block gets its own part of the gradient; the zeros around it get nothing.",
    ),
    moved(
        "TriuBackward0",
        "◥",
        "torch.triu(input, diagonal)",
        r"y_{i j} = \begin{cases} x_{i j} & j \ge i + k \\ 0 & \text{otherwise} \end{cases}",
        (_slot("input", r"\bar{x} = \operatorname{triu}(\bar{y})"),),
        "What was cut off had no say, so its gradient is zero.",
    ),
    moved(
        "TrilBackward0",
        "◣",
        "torch.tril(input, diagonal)",
        r"y_{i j} = \begin{cases} x_{i j} & j \le i + k \\ 0 & \text{otherwise} \end{cases}",
        (_slot("input", r"\bar{x} = \operatorname{tril}(\bar{y})"),),
        "What was cut off had no say, so its gradient is zero.",
    ),
    moved(
        "TraceBackward0",
        "tr",
        "torch.trace(input)",
        r"y = \sum_{i} X_{i i}",
        (_slot("input", r"\bar{X} = \bar{y} \cdot I"),),
        "Only the diagonal was added up, so only the diagonal gets the gradient.",
    ),
    moved(
        "LinalgCrossBackward0",
        "×",
        "torch.linalg.cross(input, other)",
        r"y = a \times b",
        (
            _slot("input", r"\bar{a} = b \times \bar{y}"),
            _slot("other", r"\bar{b} = \bar{y} \times a"),
        ),
        "A cross product goes back as a cross product with the other vector.",
    ),
)
