"""Gradient functions of gradients: what a second backward pass walks through.

With create_graph=True the first backward pass is itself recorded; g is the gradient that arrived
in it, and z what it computed.
"""

from chainrule.rules.rule import Rule, Slot, moved

__all__ = ["SECOND"]


def _row(op: str, symbol: str, call: str, forward: str, rules: dict[str, str], why: str) -> Rule:
    slots = tuple(Slot(argument=name, rule=rule) for name, rule in rules.items())
    return moved(op, symbol, call, forward, slots, why)


GATE = r"z = g \cdot \begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}"

SECOND: tuple[Rule, ...] = (
    _row(
        "SigmoidBackwardBackward0",
        "σ′",
        "the gradient of torch.sigmoid",
        r"z = g \cdot y \cdot (1 - y)",
        {
            "grad_output": r"\bar{g} = \bar{z} \cdot y \cdot (1 - y)",
            "output": r"\bar{y} = \bar{z} \cdot g \cdot (1 - 2 y)",
        },
        "The slope of the sigmoid itself changes, fastest on its two shoulders.",
    ),
    _row(
        "TanhBackwardBackward0",
        "tanh′",
        "the gradient of torch.tanh",
        r"z = g \cdot (1 - y^{2})",
        {
            "grad_output": r"\bar{g} = \bar{z} \cdot (1 - y^{2})",
            "output": r"\bar{y} = -2 \cdot \bar{z} \cdot g \cdot y",
        },
        "The slope of the tanh shrinks on both sides of zero.",
    ),
    _row(
        "ThresholdBackwardBackward0",
        "ReLU′",
        "the gradient of F.relu",
        GATE,
        {
            "grad_output": r"\bar{g} = \bar{z} \cdot"
            r" \begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}",
            "input": r"\bar{x} = 0",
        },
        "A gate is open or shut; that it changes nowhere else makes its second derivative zero.",
    ),
    _row(
        "LeakyReluBackwardBackward0",
        "leaky ReLU′",
        "the gradient of F.leaky_relu",
        r"z = g \cdot \begin{cases} 1 & x > 0 \\ \alpha & x \le 0 \end{cases}",
        {
            "grad_output": r"\bar{g} = \bar{z} \cdot"
            r" \begin{cases} 1 & x > 0 \\ \alpha & x \le 0 \end{cases}",
            "input": r"\bar{x} = 0",
        },
        "Two straight lines have two slopes and no curvature.",
    ),
    _row(
        "EluBackwardBackward0",
        "ELU′",
        "the gradient of F.elu",
        r"z = g \cdot \begin{cases} 1 & x > 0 \\ \alpha \cdot e^{x} & x \le 0 \end{cases}",
        {
            "grad_output": r"\bar{g} = \bar{z} \cdot"
            r" \begin{cases} 1 & x > 0 \\ \alpha \cdot e^{x} & x \le 0 \end{cases}",
            "input": r"\bar{x} = \bar{z} \cdot g \cdot"
            r" \begin{cases} 0 & x > 0 \\ \alpha \cdot e^{x} & x \le 0 \end{cases}",
        },
        "Straight on the right, an exponential on the left, which is its own slope once more.",
    ),
    _row(
        "GeluBackwardBackward0",
        "GELU′",
        "the gradient of F.gelu",
        r"z = g \cdot (\Phi(x) + x \cdot \varphi(x))",
        {
            "grad_output": r"\bar{g} = \bar{z} \cdot (\Phi(x) + x \cdot \varphi(x))",
            "input": r"\bar{x} = \bar{z} \cdot g \cdot \varphi(x) \cdot (2 - x^{2})",
        },
        "It bends upwards near zero, and downwards again where the bell runs out.",
    ),
    _row(
        "SoftplusBackwardBackward0",
        "softplus′",
        "the gradient of F.softplus",
        r"z = g \cdot \sigma(x)",
        {
            "grad_output": r"\bar{g} = \bar{z} \cdot \sigma(x)",
            "input": r"\bar{x} = \bar{z} \cdot g \cdot \sigma(x) \cdot (1 - \sigma(x))",
        },
        "The slope of softplus is a sigmoid, and it changes as a sigmoid does.",
    ),
    _row(
        "SoftmaxBackwardDataBackward0",
        "softmax′",
        "the gradient of F.softmax",
        r"z_{i} = y_{i} \cdot \left( g_{i} - \sum_{j} g_{j} y_{j} \right)",
        {
            "grad_output": r"\bar{g}_{i} = y_{i} \cdot \left( \bar{z}_{i} - \sum_{j} \bar{z}_{j}"
            r" y_{j} \right)",
            "output": r"\bar{y}_{i} = \bar{z}_{i} \left( g_{i} - \sum_{j} g_{j} y_{j} \right)"
            r" - g_{i} \sum_{j} \bar{z}_{j} y_{j}",
        },
        "The Jacobian of a softmax is symmetric, so the gradient goes back as it came.",
    ),
    _row(
        "LogSoftmaxBackwardDataBackward0",
        "log softmax′",
        "the gradient of F.log_softmax",
        r"z_{i} = g_{i} - e^{y_{i}} \sum_{j} g_{j}",
        {
            "grad_output": r"\bar{g}_{i} = \bar{z}_{i} - \sum_{j} \bar{z}_{j} e^{y_{j}}",
            "output": r"\bar{y}_{i} = -\bar{z}_{i} \, e^{y_{i}} \sum_{j} g_{j}",
        },
        "What was subtracted in proportion to the probabilities comes back as their mean.",
    ),
    _row(
        "MseLossBackwardBackward0",
        "mse′",
        "the gradient of F.mse_loss",
        r"z_{i} = g \cdot \frac{2}{n} (x_{i} - t_{i})",
        {
            "grad_output": r"\bar{g} = \sum_{i} \bar{z}_{i} \cdot \frac{2}{n} (x_{i} - t_{i})",
            "input": r"\bar{x}_{i} = \bar{z}_{i} \cdot \frac{2}{n} \, g",
            "target": r"\bar{t}_{i} = -\bar{z}_{i} \cdot \frac{2}{n} \, g",
        },
        "A parabola bends the same everywhere: its second derivative is constant.",
    ),
    _row(
        "NllLossBackwardBackward0",
        "nll′",
        "the gradient of F.nll_loss",
        r"z_{i, \, t_{i}} = -\frac{1}{n} \cdot g",
        {
            "grad_output": r"\bar{g} = -\frac{1}{n} \sum_{i} \bar{z}_{i, \, t_{i}}",
            "input": r"\bar{x} = 0",
        },
        "The gradient was picked out by the labels, and so is its gradient.",
    ),
    _row(
        "SelectBackwardBackward0",
        "[i]′",
        "the gradient of input[i]",
        "z = 0, \\quad z[k] = g",
        {"grad_output": r"\bar{g} = \bar{z}[k]"},
        "What was put into zeros is read out again.",
    ),
    _row(
        "SliceBackwardBackward0",
        "[i:j]′",
        "the gradient of input[i:j]",
        "z = 0, \\quad z[k] = g",
        {"grad_output": r"\bar{g} = \bar{z}[k]"},
        "What was put into zeros is read out again.",
    ),
    _row(
        "DiagonalBackwardBackward0",
        "diag′",
        "the gradient of torch.diagonal",
        r"Z = \operatorname{diag}(g)",
        {"grad_output": r"\bar{g}_{i} = \bar{Z}_{i i}"},
        "What was put on the diagonal is read off it again.",
    ),
    _row(
        "EmbeddingDenseBackwardBackward0",
        "embedding′",
        "the gradient of F.embedding",
        r"Z_{i} = \sum_{j: \, k_{j} = i} g_{j}",
        {"grad_output": r"\bar{g}_{j} = \bar{Z}_{k_{j}}"},
        "What was added up at a row is looked up at that row.",
    ),
    _row(
        "NativeDropoutBackwardBackward0",
        "dropout′",
        "the gradient of F.dropout",
        r"z = g \cdot \frac{m}{1 - p}",
        {
            "grad_output": r"\bar{g} = \bar{z} \cdot \frac{m}{1 - p}",
            "mask": r"\bar{m} = 0",
        },
        "The same switches stand for the gradient of the gradient.",
    ),
    _row(
        "AvgPool2DBackwardBackward0",
        "avg pool′",
        "the gradient of F.avg_pool2d",
        r"z_{i} = \sum_{w \ni i} \frac{1}{\left| w \right|} \, g_{w}",
        {
            "grad_output": r"\bar{g}_{w} = \frac{1}{\left| w \right|} \sum_{i \in w} \bar{z}_{i}",
            "input": r"\bar{x} = 0",
        },
        "Sharing out and averaging are each other's way back.",
    ),
    _row(
        "MaxPool2DWithIndicesBackwardBackward0",
        "max pool′",
        "the gradient of F.max_pool2d",
        r"z_{i} = \sum_{w: \, k_{w} = i} g_{w}",
        {"grad_output": r"\bar{g}_{w} = \bar{z}_{k_{w}}", "input": r"\bar{x} = 0"},
        "The gradient is read out again at the place of the winner.",
    ),
)
