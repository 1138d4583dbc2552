"""Activation functions, softmax among them."""

from chainrule.rules.rule import Rule, Slot, local, moved, pointwise

__all__ = ["ACTIVATIONS"]


def _activation(op: str, symbol: str, call: str, forward: str, derivative: str, why: str) -> Rule:
    return pointwise(op, symbol, call, forward, (local("input", "x", derivative),), why)


ACTIVATIONS: tuple[Rule, ...] = (
    _activation(
        "ReluBackward0",
        "ReLU",
        "F.relu(input)",
        r"\max(0, x)",
        r"\begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}",
        "A gate: where the input was positive the gradient passes whole, elsewhere it stops.",
    ),
    _activation(
        "SigmoidBackward0",
        "σ",
        "torch.sigmoid(input)",
        r"\frac{1}{1 + e^{-x}}",
        r"y \cdot (1 - y)",
        "At best a quarter of the gradient gets through, and at the flat ends hardly any.",
    ),
    _activation(
        "LeakyReluBackward0 LeakyReluBackward1",
        "leaky ReLU",
        "F.leaky_relu(input, negative_slope)",
        r"\begin{cases} x & x > 0 \\ \alpha \cdot x & x \le 0 \end{cases}",
        r"\begin{cases} 1 & x > 0 \\ \alpha & x \le 0 \end{cases}",
        "The gate is never quite shut: on the negative side a little gradient still leaks through.",
    ),
    _activation(
        "EluBackward0 EluBackward1",
        "ELU",
        "F.elu(input, alpha)",
        r"\lambda \cdot \begin{cases} x & x > 0 \\ \alpha \cdot (e^{x} - 1) & x \le 0 \end{cases}",
        r"\lambda \cdot \begin{cases} 1 & x > 0 \\ \alpha \cdot e^{x} & x \le 0 \end{cases}",
        "ReLU with a soft landing: the gradient fades on the negative side instead of stopping.",
    ),
    _activation(
        "CeluBackward0 CeluBackward1",
        "CELU",
        "F.celu(input, alpha)",
        r"\begin{cases} x & x > 0 \\ \alpha \cdot \left(e^{\frac{x}{\alpha}} - 1\right)"
        r" & x \le 0 \end{cases}",
        r"\begin{cases} 1 & x > 0 \\ e^{\frac{x}{\alpha}} & x \le 0 \end{cases}",
        "An ELU without a corner: both halves meet with slope one.",
    ),
    _activation(
        "GeluBackward0",
        "GELU",
        "F.gelu(input)",
        r"x \cdot \Phi(x)",
        r"\Phi(x) + x \cdot \varphi(x)",
        "The input weighted by how likely a standard normal lies below it: product rule, bell"
        " included.",
    ),
    _activation(
        "SiluBackward0",
        "SiLU",
        "F.silu(input)",
        r"x \cdot \sigma(x)",
        r"\sigma(x) \cdot (1 + x \cdot (1 - \sigma(x)))",
        "The input times its own sigmoid: the product rule, once through each factor.",
    ),
    _activation(
        "MishBackward0",
        "Mish",
        "F.mish(input)",
        r"x \cdot \tanh(\ln(1 + e^{x}))",
        r"\tanh(s) + x \cdot \sigma(x) \cdot (1 - \tanh(s)^{2}), \quad s = \ln(1 + e^{x})",
        "The input times a soft gate: once the gate itself, once how the gate moves.",
    ),
    _activation(
        "SoftplusBackward0",
        "softplus",
        "F.softplus(input, beta)",
        r"\frac{1}{\beta} \cdot \ln(1 + e^{\beta \cdot x})",
        r"\sigma(\beta \cdot x)",
        "A ReLU with a rounded corner, and its slope is the sigmoid.",
    ),
    _activation(
        "LogSigmoidBackward0",
        "log σ",
        "F.logsigmoid(input)",
        r"\ln \sigma(x)",
        r"1 - \sigma(x)",
        "The gradient is the probability that is still missing.",
    ),
    _activation(
        "HardtanhBackward0",
        "hardtanh",
        "F.hardtanh(input, min_val, max_val)",
        r"\min(\max(x, l), u)",
        r"\begin{cases} 1 & l < x < u \\ 0 & \text{otherwise} \end{cases}",
        "Between the bounds the gradient passes whole, outside not at all (ReLU6 is 0 … 6).",
    ),
    _activation(
        "HardsigmoidBackward0",
        "hard σ",
        "F.hardsigmoid(input)",
        r"\min\left(\max\left(\frac{x}{6} + \frac{1}{2}, 0\right), 1\right)",
        r"\begin{cases} \frac{1}{6} & -3 < x < 3 \\ 0 & \text{otherwise} \end{cases}",
        "A sigmoid drawn with a ruler: one sixth on the ramp, nothing on the flats.",
    ),
    _activation(
        "HardswishBackward0",
        "hardswish",
        "F.hardswish(input)",
        r"x \cdot \frac{\min(\max(x + 3, 0), 6)}{6}",
        r"\begin{cases} 0 & x < -3 \\ \frac{x}{3} + \frac{1}{2} & -3 \le x \le 3 \\"
        r" 1 & x > 3 \end{cases}",
        "SiLU drawn with a ruler: shut on the left, open on the right, a ramp between.",
    ),
    _activation(
        "ThresholdBackward0 ThresholdBackward1",
        "threshold",
        "F.threshold(input, threshold, value)",
        r"\begin{cases} x & x > t \\ v & x \le t \end{cases}",
        r"\begin{cases} 1 & x > t \\ 0 & x \le t \end{cases}",
        "Above the threshold the gradient passes; what was replaced gets none.",
    ),
    _activation(
        "SoftshrinkBackward0",
        "softshrink",
        "F.softshrink(input, lambd)",
        r"\operatorname{sign}(x) \cdot \max(\left| x \right| - \lambda, 0)",
        r"\begin{cases} 1 & \left| x \right| > \lambda \\ 0 & \text{otherwise} \end{cases}",
        "Small values are set to zero and lose their gradient; large ones keep all of it.",
    ),
    _activation(
        "HardshrinkBackward0",
        "hardshrink",
        "F.hardshrink(input, lambd)",
        r"\begin{cases} x & \left| x \right| > \lambda \\ 0 & \text{otherwise} \end{cases}",
        r"\begin{cases} 1 & \left| x \right| > \lambda \\ 0 & \text{otherwise} \end{cases}",
        "Small values are cut to zero and lose their gradient; large ones keep all of it.",
    ),
    pointwise(
        "PreluKernelBackward0",
        "PReLU",
        "F.prelu(input, weight)",
        r"\begin{cases} x & x > 0 \\ w \cdot x & x \le 0 \end{cases}",
        (
            local("input", "x", r"\begin{cases} 1 & x > 0 \\ w & x \le 0 \end{cases}"),
            local("weight", "w", r"\begin{cases} 0 & x > 0 \\ x & x \le 0 \end{cases}"),
        ),
        "A leaky ReLU that learns its own leak from the inputs that fell on the negative side.",
    ),
    pointwise(
        "RreluWithNoiseBackward0 RreluWithNoiseBackward1",
        "RReLU",
        "F.rrelu(input, lower, upper, training)",
        r"\begin{cases} x & x > 0 \\ r \cdot x & x \le 0 \end{cases}",
        (local("input", "x", r"\begin{cases} 1 & x > 0 \\ r & x \le 0 \end{cases}"),),
        "A leaky ReLU whose leak was drawn at random; backward uses the very same draw.",
    ),
    moved(
        "GluBackward0",
        "GLU",
        "F.glu(input, dim)",
        r"y = a \cdot \sigma(b), \quad x = [\, a \;\; b \,]",
        (
            Slot(
                argument="input",
                rule=r"\bar{x} = \left[\, \bar{y} \cdot \sigma(b) \;\;\;"
                r" \bar{y} \cdot a \cdot \sigma(b) \cdot (1 - \sigma(b)) \,\right]",
            ),
        ),
        "One half is the signal, the other its gate; each gets the gradient times the other.",
    ),
    moved(
        "SoftmaxBackward0",
        "softmax",
        "F.softmax(input, dim)",
        r"y_{i} = \frac{e^{x_{i}}}{\sum_{j} e^{x_{j}}}",
        (
            Slot(
                argument="input",
                rule=r"\bar{x}_{i} = y_{i} \cdot \left( \bar{y}_{i} -"
                r" \sum_{j} \bar{y}_{j} \, y_{j} \right)",
            ),
        ),
        "The probabilities share one whole, so only gradients above their average can push up.",
    ),
    moved(
        "LogSoftmaxBackward0",
        "log softmax",
        "F.log_softmax(input, dim)",
        r"y_{i} = x_{i} - \ln \sum_{j} e^{x_{j}}",
        (
            Slot(
                argument="input",
                rule=r"\bar{x}_{i} = \bar{y}_{i} - e^{y_{i}} \sum_{j} \bar{y}_{j}",
            ),
        ),
        "Each score keeps its own gradient and pays its probability's share of the total: with a"
        " loss on top this is prediction minus target.",
    ),
)
