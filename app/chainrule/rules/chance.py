"""Drawing at random: how a number was drawn is not followed, so no gradient comes back."""

from chainrule.rules.rule import Rule, constant, moved

__all__ = ["CHANCE"]

REPARAMETRISE = (
    "A draw hides where its number came from; write mean + std * torch.randn(…) instead, and the"
    " gradient finds its way."
)
NORMAL = r"y \sim N(\mu, \sigma^{2})"

CHANCE: tuple[Rule, ...] = (
    moved(
        "BernoulliBackward0 BernoulliBackward1 BernoulliBackward2",
        "coin",
        "torch.bernoulli(input)",
        r"P(y = 1) = p, \quad P(y = 0) = 1 - p",
        (constant("input", "x"), constant("p", "p")),
        "A coin that has fallen does not say what a slightly different chance would have done.",
    ),
    moved(
        "NormalBackward1 NormalBackward3",
        "random",
        "torch.normal(mean, std)",
        NORMAL,
        (constant("mean", r"\mu"), constant("std", r"\sigma")),
        REPARAMETRISE,
    ),
    moved(
        "NormalBackward2",
        "random",
        "torch.normal(mean, std)",
        NORMAL,
        (constant("std", r"\sigma"),),
        REPARAMETRISE,
    ),
    moved(
        "NormalBackward0 UniformBackward0 ExponentialBackward0 LogNormalBackward0 CauchyBackward0"
        " GeometricBackward0 RandomBackward0 RandomBackward1 RandomBackward2",
        "random",
        "input.normal_()",
        r"y \sim \text{at random}",
        (constant("input", "x"),),
        "The old value was thrown away for a random one, so it has no say any more.",
    ),
    moved(
        "PoissonBackward0",
        "random",
        "torch.poisson(input)",
        r"y \sim \operatorname{Poisson}(x)",
        (constant("input", "x"),),
        "A count that was drawn does not say what a slightly higher rate would have done.",
    ),
)
