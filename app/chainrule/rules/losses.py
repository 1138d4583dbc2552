"""Loss functions: how wrong a prediction is, and which way is better."""

from chainrule.rules.rule import Rule, Slot, moved

__all__ = ["LOSSES"]


def _loss(op: str, symbol: str, call: str, forward: str, rules: tuple[str, ...], why: str) -> Rule:
    """A row whose inputs are the prediction and, with a second rule, the target."""
    slots = tuple(
        Slot(argument=name, rule=rule)
        for name, rule in zip(("input", "target"), rules, strict=False)
    )
    return moved(op, symbol, call, forward, slots, why)


LOSSES: tuple[Rule, ...] = (
    _loss(
        "MseLossBackward0",
        "mse",
        "F.mse_loss(input, target)",
        r"\ell = \frac{1}{n} \sum_{i} (x_{i} - t_{i})^{2}",
        (
            r"\bar{x}_{i} = \bar{\ell} \cdot \frac{2}{n} (x_{i} - t_{i})",
            r"\bar{t}_{i} = -\bar{\ell} \cdot \frac{2}{n} (x_{i} - t_{i})",
        ),
        "Twice the error, averaged: the further off a prediction is, the harder it is pulled back.",
    ),
    _loss(
        "NllLossBackward0 NllLoss2DBackward0",
        "nll",
        "F.nll_loss(input, target)",
        r"\ell = -\frac{1}{n} \sum_{i} x_{i, \, t_{i}}",
        (
            r"\bar{x}_{i j} = \begin{cases} -\frac{1}{n} \cdot \bar{\ell} & j = t_{i} \\"
            r" 0 & \text{otherwise} \end{cases}",
        ),
        "Only the log-probability of the right class counts, and it is pushed up.",
    ),
    _loss(
        "BinaryCrossEntropyBackward0",
        "bce",
        "F.binary_cross_entropy(input, target)",
        r"\ell = -\frac{1}{n} \sum_{i} \left( t_{i} \ln x_{i} + (1 - t_{i}) \ln(1 - x_{i}) \right)",
        (
            r"\bar{x}_{i} = \bar{\ell} \cdot \frac{x_{i} - t_{i}}{n \, x_{i} (1 - x_{i})}",
            r"\bar{t}_{i} = \bar{\ell} \cdot \frac{1}{n} \ln \frac{1 - x_{i}}{x_{i}}",
        ),
        "Being sure and wrong costs without limit, so the gradient there is enormous.",
    ),
    _loss(
        "BinaryCrossEntropyWithLogitsBackward0",
        "bce logits",
        "F.binary_cross_entropy_with_logits(input, target)",
        r"\ell = \frac{1}{n} \sum_{i} \left( \ln(1 + e^{x_{i}}) - t_{i} x_{i} \right)",
        (
            r"\bar{x}_{i} = \bar{\ell} \cdot \frac{1}{n} (\sigma(x_{i}) - t_{i})",
            r"\bar{t}_{i} = -\bar{\ell} \cdot \frac{1}{n} x_{i}",
        ),
        "Prediction minus target, plainly: sigmoid and logarithm together leave no steep place.",
    ),
    _loss(
        "SmoothL1LossBackward0",
        "smooth L1",
        "F.smooth_l1_loss(input, target, beta=1)",
        r"\ell = \frac{1}{n} \sum_{i} \begin{cases} \frac{1}{2 \beta} d_{i}^{2} &"
        r" \left| d_{i} \right| < \beta \\ \left| d_{i} \right| - \frac{\beta}{2} &"
        r" \text{otherwise} \end{cases}, \quad d = x - t",
        (
            r"\bar{x}_{i} = \bar{\ell} \cdot \frac{1}{n} \begin{cases} \frac{d_{i}}{\beta} &"
            r" \left| d_{i} \right| < \beta \\ \operatorname{sign}(d_{i}) & \text{otherwise}"
            r" \end{cases}",
            r"\bar{t} = -\bar{x}",
        ),
        "Near the target it slows down like the squared error, far away it pulls with constant"
        " force.",
    ),
    _loss(
        "HuberLossBackward0",
        "Huber",
        "F.huber_loss(input, target, delta=1)",
        r"\ell = \frac{1}{n} \sum_{i} \begin{cases} \frac{1}{2} d_{i}^{2} &"
        r" \left| d_{i} \right| < \delta \\ \delta \left( \left| d_{i} \right| -"
        r" \frac{\delta}{2} \right) & \text{otherwise} \end{cases}, \quad d = x - t",
        (
            r"\bar{x}_{i} = \bar{\ell} \cdot \frac{1}{n} \begin{cases} d_{i} &"
            r" \left| d_{i} \right| < \delta \\ \delta \cdot \operatorname{sign}(d_{i}) &"
            r" \text{otherwise} \end{cases}",
            r"\bar{t} = -\bar{x}",
        ),
        "Near the target it is the squared error; an outlier can pull no harder than delta.",
    ),
    _loss(
        "SoftMarginLossBackward0",
        "soft margin",
        "F.soft_margin_loss(input, target)",
        r"\ell = \frac{1}{n} \sum_{i} \ln(1 + e^{-t_{i} x_{i}})",
        (r"\bar{x}_{i} = -\bar{\ell} \cdot \frac{1}{n} \, t_{i} \, \sigma(-t_{i} x_{i})",),
        "The pull fades once a point lies well on its own side.",
    ),
    _loss(
        "MultiMarginLossBackward0",
        "margin",
        "F.multi_margin_loss(input, target, margin=1)",
        r"\ell = \frac{1}{n C} \sum_{i} \sum_{j \ne t_{i}} \max(0, \, m - x_{i t_{i}} + x_{i j})",
        (
            r"\bar{x}_{i j} = \bar{\ell} \cdot \frac{1}{n C} \begin{cases} h_{i j} & j \ne t_{i} \\"
            r" -\sum_{k} h_{i k} & j = t_{i} \end{cases}, \quad"
            r" h_{i j} = [\, m - x_{i t_{i}} + x_{i j} > 0 \,]",
        ),
        "Every class that comes too close to the right one is pushed down, the right one up.",
    ),
    _loss(
        "MultilabelMarginLossBackward0",
        "margin",
        "F.multilabel_margin_loss(input, target)",
        r"\ell = \frac{1}{n C} \sum_{i} \sum_{k \in T_{i}} \sum_{j \notin T_{i}}"
        r" \max(0, \, 1 - x_{i k} + x_{i j})",
        (
            r"\bar{x}_{i j} = \bar{\ell} \cdot \frac{1}{n C} \begin{cases}"
            r" \sum_{k \in T_{i}} h_{i k j} & j \notin T_{i} \\"
            r" -\sum_{l \notin T_{i}} h_{i j l} & j \in T_{i} \end{cases}, \quad"
            r" h_{i k j} = [\, 1 - x_{i k} + x_{i j} > 0 \,]",
        ),
        "Each wrong label that comes too close to a right one is pushed down, the right one up.",
    ),
    moved(
        "CtcLossBackward0 CtcLossBackward1",
        "ctc",
        "F.ctc_loss(log_probs, targets, input_lengths, target_lengths)",
        r"\ell = -\ln \sum_{\pi \to t} \prod_{s} e^{x_{s, \, \pi_{s}}}",
        (
            Slot(
                argument="log_probs",
                rule=r"\bar{x}_{s k} = \bar{\ell} \cdot \left( e^{x_{s k}} -"
                r" P(\pi_{s} = k \mid t) \right)",
            ),
        ),
        "At each moment: what the model believes minus what it should believe, given that the"
        " word is known.",
    ),
)
