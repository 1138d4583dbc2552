"""A recurrent layer that PyTorch runs as one operation."""

from chainrule.rules.rule import Rule, Slot, moved

__all__ = ["RECURRENT"]


def _slot(argument: str, rule: str) -> Slot:
    return Slot(argument=argument, rule=rule)


SUMMED = r"\bar{b} = \sum_{t} \bar{a}_{t}"

RECURRENT: tuple[Rule, ...] = (
    moved(
        "MkldnnRnnLayerBackward0",
        "LSTM",
        "nn.LSTM(input_size, hidden_size)(input)",
        r"h_{t} = o_{t} \tanh c_{t}, \quad c_{t} = f_{t} c_{t-1} + i_{t} g_{t}, \quad"
        r" (i, f, g, o)_{t} = (\sigma, \sigma, \tanh, \sigma)(a_{t}), \quad"
        r" a_{t} = W x_{t} + U h_{t-1} + b",
        (
            _slot("input", r"\bar{x}_{t} = W^{\top} \bar{a}_{t}"),
            _slot("weight_ih", r"\bar{W} = \sum_{t} \bar{a}_{t} \, x_{t}^{\top}"),
            _slot("weight_hh", r"\bar{U} = \sum_{t} \bar{a}_{t} \, h_{t-1}^{\top}"),
            _slot("bias_ih", SUMMED),
            _slot("bias_hh", SUMMED),
            _slot("h_0", r"\bar{h}_{0} = U^{\top} \bar{a}_{1}"),
            _slot("c_0", r"\bar{c}_{0} = f_{1} \cdot \bar{c}_{1}"),
        ),
        "The gradient walks back through time; along the cell it is only multiplied by the forget"
        " gates, and every moment adds to the same weights.",
    ),
)
