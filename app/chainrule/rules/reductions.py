"""Many numbers into fewer: sums, means, norms, extremes, and running sums."""

from chainrule.rules.rule import Rule, Slot, moved

__all__ = ["REDUCTIONS"]


def _reduction(op: str, symbol: str, call: str, forward: str, rule: str, why: str) -> Rule:
    """A row for an operation of one input; `rule` is the gradient of its element `x_i`."""
    return moved(
        op, symbol, call, forward, (Slot(argument="input", rule=rf"\bar{{x}}_{{i}} = {rule}"),), why
    )


CHOSEN = r"\begin{cases} \bar{y} & i = k \\ 0 & \text{otherwise} \end{cases}"

REDUCTIONS: tuple[Rule, ...] = (
    _reduction(
        "SumBackward0 SumBackward1",
        "Σ",
        "torch.sum(input, dim)",
        r"y = \sum_{i} x_{i}",
        r"\bar{y}",
        "Every summand moves the sum one for one, so each gets the whole gradient.",
    ),
    _reduction(
        "MeanBackward0 MeanBackward1",
        "mean",
        "torch.mean(input, dim)",
        r"y = \frac{1}{n} \sum_{i} x_{i}",
        r"\frac{1}{n} \cdot \bar{y}",
        "Each of n values moves the mean by one nth: the gradient is shared out equally.",
    ),
    _reduction(
        "NansumBackward0",
        "Σ",
        "torch.nansum(input, dim)",
        r"y = \sum_{i: \, x_{i} \ne \mathrm{NaN}} x_{i}",
        r"\begin{cases} \bar{y} & x_{i} \ne \mathrm{NaN} \\ 0 & \text{otherwise} \end{cases}",
        "What was left out of the sum gets no gradient.",
    ),
    _reduction(
        "ProdBackward0 ProdBackward1",
        "Π",
        "torch.prod(input, dim)",
        r"y = \prod_{i} x_{i}",
        r"\bar{y} \cdot \prod_{j \ne i} x_{j}",
        "Each factor gets the gradient times the product of all the others.",
    ),
    _reduction(
        "VarBackward0",
        "var",
        "torch.var(input, dim, correction=1)",
        r"y = \frac{1}{n - c} \sum_{i} (x_{i} - \mu)^{2}",
        r"\bar{y} \cdot \frac{2}{n - c} \, (x_{i} - \mu)",
        "Values far from the mean move the variance most, and away from it.",
    ),
    _reduction(
        "StdBackward0",
        "std",
        "torch.std(input, dim, correction=1)",
        r"y = \sqrt{ \frac{1}{n - c} \sum_{i} (x_{i} - \mu)^{2} }",
        r"\bar{y} \cdot \frac{x_{i} - \mu}{(n - c) \, y}",
        "The variance's rule and then the root's; with no spread at all it divides by zero.",
    ),
    moved(
        "VarMeanBackward0",
        "var, mean",
        "torch.var_mean(input, dim, correction=1)",
        r"v = \frac{1}{n - c} \sum_{i} (x_{i} - \mu)^{2}, \quad"
        r" \mu = \frac{1}{n} \sum_{i} x_{i}",
        (
            Slot(
                argument="input",
                rule=r"\bar{x}_{i} = \bar{v} \cdot \frac{2}{n - c} \, (x_{i} - \mu)"
                r" + \frac{1}{n} \cdot \bar{\mu}",
            ),
        ),
        "Two outputs, two shares: what the spread asks for and what the mean asks for.",
    ),
    moved(
        "StdMeanBackward0",
        "std, mean",
        "torch.std_mean(input, dim, correction=1)",
        r"s = \sqrt{ \frac{1}{n - c} \sum_{i} (x_{i} - \mu)^{2} }, \quad"
        r" \mu = \frac{1}{n} \sum_{i} x_{i}",
        (
            Slot(
                argument="input",
                rule=r"\bar{x}_{i} = \bar{s} \cdot \frac{x_{i} - \mu}{(n - c) \, s}"
                r" + \frac{1}{n} \cdot \bar{\mu}",
            ),
        ),
        "Two outputs, two shares: what the spread asks for and what the mean asks for.",
    ),
    _reduction(
        "MaxBackward0",
        "max",
        "torch.max(input, dim)",
        r"y = x_{k}, \quad k = \operatorname{argmax}_{i} x_{i}",
        CHOSEN,
        "Only the winner was heard, so only the winner gets the gradient.",
    ),
    _reduction(
        "MinBackward0",
        "min",
        "torch.min(input, dim)",
        r"y = x_{k}, \quad k = \operatorname{argmin}_{i} x_{i}",
        CHOSEN,
        "Only the smallest was heard, so only it gets the gradient.",
    ),
    _reduction(
        "MaxBackward1 AmaxBackward0",
        "max",
        "torch.amax(input, dim)",
        r"y = \max_{i} x_{i}",
        r"\begin{cases} \frac{1}{m} \cdot \bar{y} & x_{i} = y \text{ (one of } m \text{)}"
        r" \\ 0 & \text{otherwise} \end{cases}",
        "The winner takes the gradient, and equal winners share it.",
    ),
    _reduction(
        "MinBackward1 AminBackward0",
        "min",
        "torch.amin(input, dim)",
        r"y = \min_{i} x_{i}",
        r"\begin{cases} \frac{1}{m} \cdot \bar{y} & x_{i} = y \text{ (one of } m \text{)}"
        r" \\ 0 & \text{otherwise} \end{cases}",
        "The smallest takes the gradient, and equals share it.",
    ),
    moved(
        "AminmaxBackward0",
        "min, max",
        "torch.aminmax(input, dim)",
        r"l = \min_{i} x_{i}, \quad u = \max_{i} x_{i}",
        (
            Slot(
                argument="input",
                rule=r"\bar{x}_{i} = \begin{cases} \bar{l} & x_{i} = l \\ \bar{u} & x_{i} = u"
                r" \\ 0 & \text{otherwise} \end{cases}",
            ),
        ),
        "The two ends of the range get a gradient each, everything between gets none.",
    ),
    _reduction(
        "MedianBackward0 MedianBackward1 NanmedianBackward0 NanmedianBackward1",
        "median",
        "torch.median(input, dim)",
        r"y = x_{k}, \quad k \text{ in the middle of the order}",
        CHOSEN,
        "The value in the middle takes the whole gradient; its neighbours do not matter.",
    ),
    _reduction(
        "ModeBackward0",
        "mode",
        "torch.mode(input, dim)",
        r"y = x_{k}, \quad x_{k} \text{ the most frequent}",
        CHOSEN,
        "The one place that was read out as the mode gets the gradient.",
    ),
    _reduction(
        "KthvalueBackward0",
        "k-th",
        "torch.kthvalue(input, k, dim)",
        r"y = x_{k}, \quad x_{k} \text{ the } k \text{-th smallest}",
        CHOSEN,
        "One value was picked by its rank, and it gets the whole gradient.",
    ),
    _reduction(
        "LinalgVectorNormBackward0 NormBackward0 NormBackward1 NormBackward2 NormBackward3",
        "‖x‖",
        "torch.linalg.vector_norm(x, ord=2, dim)",
        r"y = \left( \sum_{i} \left| x_{i} \right|^{p} \right)^{\frac{1}{p}}",
        r"\bar{y} \cdot \operatorname{sign}(x_{i})"
        r" \left( \frac{\left| x_{i} \right|}{y} \right)^{p - 1}",
        "To make a vector longer, pull it along itself: for p = 2 the gradient is x over its"
        " length.",
    ),
    _reduction(
        "LogsumexpBackward0",
        "logsumexp",
        "torch.logsumexp(input, dim)",
        r"y = \ln \sum_{i} e^{x_{i}}",
        r"\bar{y} \cdot e^{x_{i} - y}",
        "A soft maximum, and its gradient is the softmax: mostly to the largest.",
    ),
    _reduction(
        "CumsumBackward0",
        "cumsum",
        "torch.cumsum(input, dim)",
        r"y_{j} = \sum_{i \le j} x_{i}",
        r"\sum_{j \ge i} \bar{y}_{j}",
        "A value is in every later sum, so it collects the gradients from there to the end.",
    ),
    _reduction(
        "CumprodBackward0",
        "cumprod",
        "torch.cumprod(input, dim)",
        r"y_{j} = \prod_{i \le j} x_{i}",
        r"\sum_{j \ge i} \bar{y}_{j} \cdot \prod_{k \le j, \, k \ne i} x_{k}",
        "A factor is in every later product, each time multiplied by all the others.",
    ),
    _reduction(
        "LogcumsumexpBackward0",
        "logcumsumexp",
        "torch.logcumsumexp(input, dim)",
        r"y_{j} = \ln \sum_{i \le j} e^{x_{i}}",
        r"\sum_{j \ge i} \bar{y}_{j} \cdot e^{x_{i} - y_{j}}",
        "A running soft maximum: each later place sends back its softmax share.",
    ),
    _reduction(
        "CummaxBackward0",
        "cummax",
        "torch.cummax(input, dim)",
        r"y_{j} = \max_{i \le j} x_{i}",
        r"\sum_{j: \, k_{j} = i} \bar{y}_{j}",
        "As long as a record stands, it collects the gradients of the places that quote it.",
    ),
    _reduction(
        "CumminBackward0",
        "cummin",
        "torch.cummin(input, dim)",
        r"y_{j} = \min_{i \le j} x_{i}",
        r"\sum_{j: \, k_{j} = i} \bar{y}_{j}",
        "As long as a record stands, it collects the gradients of the places that quote it.",
    ),
    _reduction(
        "RenormBackward0",
        "renorm",
        "torch.renorm(input, p, dim, maxnorm)",
        r"y = x \cdot \min\left(1, \frac{m}{\|x\|}\right)",
        r"\frac{m}{\|x\|} \left( \bar{y}_{i} - \frac{x_{i}}{\|x\|^{2}}"
        r" \sum_{j} x_{j} \bar{y}_{j} \right) \text{ where } \|x\| > m",
        "A vector that was cut to length can still turn, but not grow.",
    ),
    moved(
        "DistBackward0",
        "‖a−b‖",
        "torch.dist(input, other, p=2)",
        r"y = \left( \sum_{i} \left| a_{i} - b_{i} \right|^{p} \right)^{\frac{1}{p}}",
        (
            Slot(
                argument="input",
                rule=r"\bar{a}_{i} = \bar{y} \cdot \operatorname{sign}(a_{i} - b_{i})"
                r" \left( \frac{\left| a_{i} - b_{i} \right|}{y} \right)^{p - 1}",
            ),
            Slot(argument="other", rule=r"\bar{b} = -\bar{a}"),
        ),
        "Two points push each other apart along the line between them.",
    ),
    moved(
        "CdistBackward0 EuclideanDistBackward0",
        "‖aᵢ−bⱼ‖",
        "torch.cdist(x1, x2, p=2)",
        r"Y_{i j} = \left\| a_{i} - b_{j} \right\|_{2}",
        (
            Slot(
                argument="x1",
                rule=r"\bar{a}_{i} = \sum_{j} \bar{Y}_{i j} \cdot \frac{a_{i} - b_{j}}{Y_{i j}}",
            ),
            Slot(
                argument="x2",
                rule=r"\bar{b}_{j} = \sum_{i} \bar{Y}_{i j} \cdot \frac{b_{j} - a_{i}}{Y_{i j}}",
            ),
        ),
        "Every pair pulls along the line between its two points, and each point adds up its pulls.",
    ),
    moved(
        "PdistBackward0",
        "‖xᵢ−xⱼ‖",
        "F.pdist(input, p=2)",
        r"y_{i j} = \left\| x_{i} - x_{j} \right\|_{2}, \quad i < j",
        (
            Slot(
                argument="input",
                rule=r"\bar{x}_{i} = \sum_{j} \bar{y}_{i j} \cdot \frac{x_{i} - x_{j}}{y_{i j}}",
            ),
        ),
        "Every pair pulls along the line between its two points, and each point adds up its pulls.",
    ),
)
