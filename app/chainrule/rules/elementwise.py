"""The functions of a pocket calculator and of a table of special functions."""

from chainrule.rules.rule import Rule, local, pointwise

__all__ = ["ELEMENTWISE"]


def _function(
    op: str, symbol: str, forward: str, derivative: str, why: str, call: str = ""
) -> Rule:
    """A row for a function of one input, `torch.<symbol>` unless `call` says otherwise."""
    notation = f"{call or 'torch.' + symbol}(input)"
    return pointwise(op, symbol, notation, forward, (local("input", "x", derivative),), why)


ELEMENTWISE: tuple[Rule, ...] = (
    _function(
        "ExpBackward0", "exp", "e^{x}", "y", "The exponential is its own slope: its value returns."
    ),
    _function(
        "Exp2Backward0",
        "exp2",
        "2^{x}",
        r"y \cdot \ln 2",
        "It grows in proportion to itself, by ln 2 less than e to the x.",
    ),
    _function(
        "Expm1Backward0",
        "expm1",
        "e^{x} - 1",
        "y + 1",
        "Shifting the exponential down by one leaves its slope, which is y + 1.",
    ),
    _function(
        "LogBackward0",
        "log",
        r"\ln x",
        r"\frac{1}{x}",
        "The logarithm cares about ratios: the smaller x, the more a small change matters.",
    ),
    _function(
        "Log2Backward0",
        "log2",
        r"\log_{2} x",
        r"\frac{1}{x \cdot \ln 2}",
        "The natural logarithm in units of ln 2.",
    ),
    _function(
        "Log10Backward0",
        "log10",
        r"\log_{10} x",
        r"\frac{1}{x \cdot \ln 10}",
        "The natural logarithm in units of ln 10.",
    ),
    _function(
        "Log1PBackward0",
        "log1p",
        r"\ln(1 + x)",
        r"\frac{1}{1 + x}",
        "A logarithm moved by one, so that it is exact near zero, where its slope is one.",
    ),
    _function(
        "SinBackward0", "sin", r"\sin x", r"\cos x", "Steepest where it crosses zero, flat at top."
    ),
    _function(
        "CosBackward0",
        "cos",
        r"\cos x",
        r"-\sin x",
        "It starts at its top, so at first it can only fall: hence the minus.",
    ),
    _function(
        "TanBackward0",
        "tan",
        r"\tan x",
        "1 + y^{2}",
        "Never less steep than one, and without bound near its poles.",
    ),
    _function(
        "AsinBackward0",
        "asin",
        r"\arcsin x",
        r"\frac{1}{\sqrt{1 - x^{2}}}",
        "Where the sine is flat its inverse is vertical: at the ends of −1 … 1.",
    ),
    _function(
        "AcosBackward0",
        "acos",
        r"\arccos x",
        r"-\frac{1}{\sqrt{1 - x^{2}}}",
        "The arc sine turned upside down: the same slope with a minus.",
    ),
    _function(
        "AtanBackward0",
        "atan",
        r"\arctan x",
        r"\frac{1}{1 + x^{2}}",
        "Far out an angle hardly changes, so far out hardly any gradient is left.",
    ),
    _function(
        "SinhBackward0", "sinh", r"\sinh x", r"\cosh x", "Like the sine, but without any minus."
    ),
    _function(
        "CoshBackward0", "cosh", r"\cosh x", r"\sinh x", "A hanging chain: flat only at its lowest."
    ),
    _function(
        "TanhBackward0",
        "tanh",
        r"\tanh x",
        "1 - y^{2}",
        "Slope one in the middle and none at the ends: a saturated tanh stops learning.",
    ),
    _function(
        "AsinhBackward0",
        "asinh",
        r"\operatorname{arsinh} x",
        r"\frac{1}{\sqrt{x^{2} + 1}}",
        "Straight near zero and like a logarithm far out, so its slope fades gently.",
    ),
    _function(
        "AcoshBackward0",
        "acosh",
        r"\operatorname{arcosh} x",
        r"\frac{1}{\sqrt{x^{2} - 1}}",
        "It starts vertically at one and then flattens like a logarithm.",
    ),
    _function(
        "AtanhBackward0",
        "atanh",
        r"\operatorname{artanh} x",
        r"\frac{1}{1 - x^{2}}",
        "It undoes the tanh, so it is steep exactly where the tanh is flat.",
    ),
    _function(
        "ErfBackward0",
        "erf",
        r"\operatorname{erf}(x)",
        r"\frac{2}{\sqrt{\pi}} \cdot e^{-x^{2}}",
        "The area under a bell grows as fast as the bell is high.",
    ),
    _function(
        "ErfcBackward0",
        "erfc",
        r"1 - \operatorname{erf}(x)",
        r"-\frac{2}{\sqrt{\pi}} \cdot e^{-x^{2}}",
        "What is left of the area shrinks as fast as the bell is high.",
    ),
    _function(
        "ErfinvBackward0",
        "erfinv",
        r"\operatorname{erf}^{-1}(x)",
        r"\frac{\sqrt{\pi}}{2} \cdot e^{y^{2}}",
        "The slope of an inverse is one over the slope of the function, at the place it came from.",
    ),
    _function(
        "LgammaBackward0",
        "lgamma",
        r"\ln \Gamma(x)",
        r"\psi(x)",
        "The slope of the logarithm of the factorial has a name of its own: digamma.",
    ),
    _function(
        "DigammaBackward0",
        "digamma",
        r"\psi(x)",
        r"\psi'(x)",
        "One derivative further along the same family: trigamma.",
    ),
    _function(
        "I0Backward0",
        "i0",
        "I_{0}(x)",
        "I_{1}(x)",
        "Bessel functions hand their slopes on to the next one in the row.",
    ),
    _function(
        "SpecialI0EBackward0",
        "i0e",
        r"e^{-\left| x \right|} \cdot I_{0}(x)",
        r"e^{-\left| x \right|} \cdot I_{1}(x) - \operatorname{sign}(x) \cdot y",
        "The product rule: once the Bessel function, once the factor that keeps it small.",
        "torch.special.i0e",
    ),
    _function(
        "SpecialI1Backward0",
        "i1",
        "I_{1}(x)",
        r"I_{0}(x) - \frac{y}{x}",
        "Bessel functions hand their slopes on to their neighbours in the row.",
        "torch.special.i1",
    ),
    _function(
        "SpecialI1EBackward0",
        "i1e",
        r"e^{-\left| x \right|} \cdot I_{1}(x)",
        r"e^{-\left| x \right|} \cdot I_{0}(x) - y \cdot"
        r" \left( \operatorname{sign}(x) + \frac{1}{x} \right)",
        "The product rule: once the Bessel function, once the factor that keeps it small.",
        "torch.special.i1e",
    ),
    _function(
        "SincBackward0",
        "sinc",
        r"\frac{\sin(\pi x)}{\pi x}",
        r"\frac{\cos(\pi x) - y}{x}",
        "The quotient rule, in which the quotient itself can be used again; flat at zero.",
    ),
    _function(
        "LogitBackward0",
        "logit",
        r"\ln \frac{x}{1 - x}",
        r"\frac{1}{x \cdot (1 - x)}",
        "It undoes the sigmoid, so it is steep exactly where the sigmoid is flat.",
        "torch.special.logit",
    ),
    _function(
        "Deg2RadBackward0",
        "deg2rad",
        r"\frac{\pi}{180} \cdot x",
        r"\frac{\pi}{180}",
        "A change of units is a constant factor, forwards and backwards.",
    ),
    _function(
        "Rad2DegBackward0",
        "rad2deg",
        r"\frac{180}{\pi} \cdot x",
        r"\frac{180}{\pi}",
        "A change of units is a constant factor, forwards and backwards.",
    ),
    _function(
        "SpecialEntrBackward0",
        "entr",
        r"-x \cdot \ln x",
        r"-1 - \ln x",
        "Rare events are the ones whose probability moves the entropy most.",
        "torch.special.entr",
    ),
    _function(
        "SpecialErfcxBackward0",
        "erfcx",
        r"e^{x^{2}} \cdot (1 - \operatorname{erf}(x))",
        r"2 x \cdot y - \frac{2}{\sqrt{\pi}}",
        "The product rule, with the tail of the bell kept at a readable size.",
        "torch.special.erfcx",
    ),
    _function(
        "SpecialLogNdtrBackward0",
        "log_ndtr",
        r"\ln \Phi(x)",
        r"\frac{1}{\sqrt{2 \pi}} \cdot e^{-\frac{1}{2} \cdot x^{2} - y}",
        "The height of the bell over the area to its left.",
        "torch.special.log_ndtr",
    ),
    _function(
        "SpecialNdtriBackward0",
        "ndtri",
        r"\Phi^{-1}(x)",
        r"\sqrt{2 \pi} \cdot e^{\frac{1}{2} \cdot y^{2}}",
        "From a probability back to its place on the axis: steep in the thin tails.",
        "torch.special.ndtri",
    ),
    _function(
        "NanToNumBackward0",
        "nan→0",
        r"\begin{cases} x & x \text{ is finite} \\ 0 & \text{otherwise} \end{cases}",
        r"\begin{cases} 1 & x \text{ is finite} \\ 0 & \text{otherwise} \end{cases}",
        "Where a value was replaced, its gradient is cut; but a NaN that arrives from above stays.",
        "torch.nan_to_num",
    ),
    pointwise(
        "Atan2Backward0",
        "atan2",
        "torch.atan2(input, other)",
        r"\operatorname{atan2}(a, b)",
        (
            local("input", "a", r"\frac{b}{a^{2} + b^{2}}"),
            local("other", "b", r"-\frac{a}{a^{2} + b^{2}}"),
        ),
        "Only a move across the line of sight turns the angle, and from far away it turns less.",
    ),
    pointwise(
        "XlogyBackward0 XlogyBackward2",
        "x·log y",
        "torch.xlogy(input, other)",
        r"a \cdot \ln b",
        (local("input", "a", r"\ln b"), local("other", "b", r"\frac{a}{b}")),
        "A product whose second factor is a logarithm, and zero times anything stays zero.",
    ),
    pointwise(
        "SpecialXlog1PyBackward0 SpecialXlog1PyBackward2",
        "x·log1p y",
        "torch.special.xlog1py(input, other)",
        r"a \cdot \ln(1 + b)",
        (local("input", "a", r"\ln(1 + b)"), local("other", "b", r"\frac{a}{1 + b}")),
        "A product whose second factor is a logarithm, exact for small b.",
    ),
    pointwise(
        "LogaddexpBackward0",
        "logaddexp",
        "torch.logaddexp(input, other)",
        r"\ln\left(e^{a} + e^{b}\right)",
        (local("input", "a", "e^{a - y}"), local("other", "b", "e^{b - y}")),
        "A soft maximum: both share the gradient as in a softmax, the larger getting more.",
    ),
    pointwise(
        "Logaddexp2Backward0",
        "logaddexp2",
        "torch.logaddexp2(input, other)",
        r"\log_{2}\left(2^{a} + 2^{b}\right)",
        (local("input", "a", "2^{a - y}"), local("other", "b", "2^{b - y}")),
        "A soft maximum in powers of two: both share the gradient, the larger getting more.",
    ),
    pointwise(
        "LdexpBackward0",
        "a·2ᵇ",
        "torch.ldexp(input, other)",
        r"a \cdot 2^{b}",
        (local("input", "a", "2^{b}"), local("other", "b", r"y \cdot \ln 2")),
        "Shifting the binary point scales the gradient as it scaled the value.",
    ),
)
