"""Normalisation layers and dropout."""

from chainrule.rules.rule import Rule, Slot, moved

__all__ = ["NORMALISATION"]


def _affine(scaled: str) -> tuple[Slot, ...]:
    """The slots of a layer y = γ·x̂ + β; `scaled` is the rule of its input, for g = γ·ȳ."""
    return (
        Slot(argument="input", rule=scaled),
        Slot(argument="weight", rule=r"\bar{\gamma} = \sum \bar{y} \cdot \hat{x}"),
        Slot(argument="bias", rule=r"\bar{\beta} = \sum \bar{y}"),
    )


CENTRED = (
    r"\bar{x} = \frac{1}{\sigma} \left( g - \operatorname{mean}(g)"
    r" - \hat{x} \cdot \operatorname{mean}(g \cdot \hat{x}) \right), \quad g = \gamma \cdot \bar{y}"
)
STANDARDISED = (
    r"y = \gamma \cdot \hat{x} + \beta, \quad \hat{x} = \frac{x - \mu}{\sigma}, \quad"
    r" \sigma = \sqrt{\operatorname{var}(x) + \varepsilon}"
)

NORMALISATION: tuple[Rule, ...] = (
    moved(
        "NativeLayerNormBackward0",
        "layer norm",
        "F.layer_norm(input, normalized_shape, weight, bias, eps)",
        STANDARDISED,
        _affine(CENTRED),
        "Shifting or stretching all features of an example changes nothing, so those two parts of"
        " the gradient are taken out.",
    ),
    moved(
        "NativeBatchNormBackward0 NativeBatchNormLegitBackward0 NativeBatchNormLegitBackward1"
        " BatchNormWithUpdateBackward0 CudnnBatchNormBackward0",
        "batch norm",
        "F.batch_norm(input, running_mean, running_var, weight, bias, training)",
        STANDARDISED,
        _affine(CENTRED + r", \quad \text{in eval: } \bar{x} = \frac{g}{\sigma}"),
        "In training each example's gradient depends on its whole batch, because mean and spread"
        " come from there; in eval they are constants and it is just a scaling.",
    ),
    moved(
        "NativeBatchNormLegitNoTrainingBackward0 BatchNormNoUpdateBackward0",
        "batch norm",
        "F.batch_norm(input, running_mean, running_var, weight, bias, training=False)",
        STANDARDISED,
        _affine(r"\bar{x} = \frac{\gamma}{\sigma} \cdot \bar{y}"),
        "With the running mean and spread it is a plain scaling, example by example.",
    ),
    moved(
        "NativeGroupNormBackward0",
        "group norm",
        "F.group_norm(input, num_groups, weight, bias, eps)",
        STANDARDISED,
        _affine(CENTRED),
        "Layer normalisation, channel group by channel group.",
    ),
    moved(
        "FusedRmsNormBackward0",
        "RMS norm",
        "F.rms_norm(input, normalized_shape, weight, eps)",
        r"y = \gamma \cdot \hat{x}, \quad \hat{x} = \frac{x}{r}, \quad"
        r" r = \sqrt{\operatorname{mean}(x^{2}) + \varepsilon}",
        (
            Slot(
                argument="input",
                rule=r"\bar{x} = \frac{1}{r} \left( g - \hat{x} \cdot"
                r" \operatorname{mean}(g \cdot \hat{x}) \right), \quad g = \gamma \cdot \bar{y}",
            ),
            Slot(argument="weight", rule=r"\bar{\gamma} = \sum \bar{y} \cdot \hat{x}"),
        ),
        "Only the length is normalised, so only the part of the gradient along the vector goes.",
    ),
    moved(
        "WeightNormInterfaceBackward0",
        "weight norm",
        "torch._weight_norm(v, g, dim)",
        r"w = g \cdot \frac{v}{\|v\|}",
        (
            Slot(
                argument="v",
                rule=r"\bar{v} = \frac{g}{\|v\|} \left( \bar{w} - \frac{v}{\|v\|^{2}}"
                r" \sum v \cdot \bar{w} \right)",
            ),
            Slot(argument="g", rule=r"\bar{g} = \frac{1}{\|v\|} \sum v \cdot \bar{w}"),
        ),
        "Length and direction of a weight learn separately: the direction only turns.",
    ),
    moved(
        "NativeDropoutBackward0 FusedDropoutBackward0",
        "dropout",
        "F.dropout(input, p, training=True)",
        r"y = \frac{m \cdot x}{1 - p}, \quad m \in \{0, 1\}",
        (Slot(argument="input", rule=r"\bar{x} = \bar{y} \cdot \frac{m}{1 - p}"),),
        "Whoever was switched off on the way there learns nothing on the way back.",
    ),
)
