"""Convolution, pooling, padding and resampling of pictures."""

from chainrule.rules.rule import Rule, Slot, moved

__all__ = ["CONVOLUTION"]


def _row(op: str, symbol: str, call: str, forward: str, rules: dict[str, str], why: str) -> Rule:
    slots = tuple(Slot(argument=name, rule=rule) for name, rule in rules.items())
    return moved(op, symbol, call, forward, slots, why)


WINNER = r"\bar{x}_{i} = \sum_{w: \, k_{w} = i} \bar{y}_{w}"
SHARED = r"\bar{x}_{i} = \sum_{w \ni i} \frac{1}{\left| w \right|} \, \bar{y}_{w}"
AVERAGE = r"y_{w} = \frac{1}{\left| w \right|} \sum_{i \in w} x_{i}"
LARGEST = r"y_{w} = \max_{i \in w} x_{i}"
COPIED = r"\bar{x}_{i} = \sum_{j: \, i(j) = i} \bar{y}_{j}"
BLENDED = r"y_{j} = \sum_{i} a_{j i} \, x_{i}"
UNBLENDED = r"\bar{x}_{i} = \sum_{j} a_{j i} \, \bar{y}_{j}"

CONVOLUTION: tuple[Rule, ...] = (
    _row(
        "ConvolutionBackward0 ConvolutionOverrideableBackward0",
        "conv",
        "F.conv2d(input, weight, bias, stride, padding)",
        r"y_{o p} = b_{o} + \sum_{c, k} w_{o c k} \, x_{c, \, p + k}",
        {
            "input": r"\bar{x}_{c i} = \sum_{o, k} w_{o c k} \, \bar{y}_{o, \, i - k}",
            "weight": r"\bar{w}_{o c k} = \sum_{p} \bar{y}_{o p} \, x_{c, \, p + k}",
            "bias": r"\bar{b}_{o} = \sum_{p} \bar{y}_{o p}",
        },
        "One small weight is used at every place of the picture, so it adds up the gradients of"
        " all of them; the picture gets them back through the mirrored kernel.",
    ),
    _row(
        "MaxPool2DWithIndicesBackward0 MaxPool3DWithIndicesBackward0",
        "max pool",
        "F.max_pool2d(input, kernel_size)",
        LARGEST,
        {"input": WINNER},
        "In each window only the winner was passed on, so only the winner hears back.",
    ),
    _row(
        "AdaptiveMaxPool2DBackward0 AdaptiveMaxPool3DBackward0",
        "max pool",
        "F.adaptive_max_pool2d(input, output_size)",
        LARGEST,
        {"input": WINNER},
        "In each window only the winner was passed on, so only the winner hears back.",
    ),
    _row(
        "FractionalMaxPool2DBackward0 FractionalMaxPool3DBackward0",
        "max pool",
        "F.fractional_max_pool2d(input, kernel_size, output_ratio)",
        LARGEST,
        {"input": WINNER},
        "The windows were drawn at random; in each only the winner hears back.",
    ),
    _row(
        "AvgPool2DBackward0 AvgPool3DBackward0",
        "avg pool",
        "F.avg_pool2d(input, kernel_size)",
        AVERAGE,
        {"input": SHARED},
        "Every pixel of a window had an equal say and gets an equal share.",
    ),
    _row(
        "AdaptiveAvgPool2DBackward0 AdaptiveAvgPool3DBackward0",
        "avg pool",
        "F.adaptive_avg_pool2d(input, output_size)",
        AVERAGE,
        {"input": SHARED},
        "Every pixel of a window had an equal say and gets an equal share.",
    ),
    _row(
        "MaxUnpool2DBackward0 MaxUnpool3DBackward0",
        "unpool",
        "F.max_unpool2d(input, indices, kernel_size)",
        "y_{k_{w}} = x_{w}, \\quad 0 \\text{ elsewhere}",
        {"input": r"\bar{x}_{w} = \bar{y}_{k_{w}}"},
        "Each number was put where the maximum had been, and there its gradient waits.",
    ),
    _row(
        "ReflectionPad1DBackward0 ReflectionPad2DBackward0 ReflectionPad3DBackward0",
        "pad",
        'F.pad(input, pad, mode="reflect")',
        "y_{j} = x_{i(j)}",
        {"input": COPIED},
        "Pixels near the border were mirrored into the margin and add up all their copies.",
    ),
    _row(
        "ReplicationPad1DBackward0 ReplicationPad2DBackward0 ReplicationPad3DBackward0",
        "pad",
        'F.pad(input, pad, mode="replicate")',
        "y_{j} = x_{i(j)}",
        {"input": COPIED},
        "The border pixel was copied into the margin and adds up all its copies.",
    ),
    _row(
        "UpsampleNearest1DBackward0 UpsampleNearest2DBackward0 UpsampleNearest3DBackward0"
        " UpsampleNearestExact1DBackward0 UpsampleNearestExact2DBackward0"
        " UpsampleNearestExact3DBackward0",
        "enlarge",
        'F.interpolate(input, size, mode="nearest")',
        "y_{j} = x_{i(j)}",
        {"input": COPIED},
        "A pixel became a block, and the block's gradients are added up.",
    ),
    _row(
        "UpsampleLinear1DBackward0 UpsampleBilinear2DBackward0 UpsampleTrilinear3DBackward0"
        " UpsampleBicubic2DBackward0 UpsampleBilinear2DAaBackward0 UpsampleBicubic2DAaBackward0",
        "resize",
        'F.interpolate(input, size, mode="bilinear")',
        BLENDED,
        {"input": UNBLENDED},
        "Each new pixel blends its neighbours; back go the same blending weights.",
    ),
    _row(
        "GridSampler2DBackward0 GridSampler3DBackward0",
        "sample",
        "F.grid_sample(input, grid)",
        r"y_{j} = \sum_{i} a_{i}(g_{j}) \, x_{i}",
        {
            "input": r"\bar{x}_{i} = \sum_{j} a_{i}(g_{j}) \, \bar{y}_{j}",
            "grid": r"\bar{g}_{j} = \bar{y}_{j} \sum_{i}"
            r" \frac{\partial a_{i}}{\partial g_{j}} \, x_{i}",
        },
        "The picture gets back its blending weights, and the place of reading learns which way the"
        " picture gets brighter.",
    ),
    _row(
        "AffineGridGeneratorBackward0",
        "grid",
        "F.affine_grid(theta, size)",
        r"G_{j} = \theta \, p_{j}",
        {"theta": r"\bar{\theta} = \sum_{j} \bar{G}_{j} \, p_{j}^{\top}"},
        "A linear layer applied to the coordinates of every pixel.",
    ),
)
