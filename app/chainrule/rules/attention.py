"""Scaled dot-product attention, in every form in which PyTorch computes it."""

from chainrule.rules.rule import Rule, Slot, moved

__all__ = ["ATTENTION"]

INNER = r"\bar{S} = P \cdot \left( \bar{P} - \sum_{j} \bar{P} \cdot P \right), \quad"
KEYS_AND_VALUES = (
    Slot(
        argument="query",
        rule=r"\bar{Q} = \frac{1}{\sqrt{d}} \, \bar{S} K, \quad " + INNER + r" \bar{P} ="
        r" \bar{Y} V^{\top}",
    ),
    Slot(argument="key", rule=r"\bar{K} = \frac{1}{\sqrt{d}} \, \bar{S}^{\top} Q"),
    Slot(argument="value", rule=r"\bar{V} = P^{\top} \bar{Y}"),
)
FORWARD = (
    r"Y = P V, \quad P = \operatorname{softmax}(S), \quad"
    r" S = \frac{1}{\sqrt{d}} \, Q K^{\top} + M"
)
CALL = "F.scaled_dot_product_attention(query, key, value, attn_mask)"
WHY = (
    "Values are blamed in proportion to the attention they got; queries and keys learn whether"
    " looking there more would have helped."
)

ATTENTION: tuple[Rule, ...] = (
    moved(
        "ScaledDotProductFlashAttentionForCpuBackward0 ScaledDotProductFlashAttentionBackward0"
        " ScaledDotProductCudnnAttentionBackward0",
        "attention",
        CALL,
        FORWARD,
        KEYS_AND_VALUES,
        WHY,
    ),
    moved(
        "ScaledDotProductEfficientAttentionBackward0"
        " ScaledDotProductFusedAttentionOverrideableBackward0",
        "attention",
        CALL,
        FORWARD,
        (*KEYS_AND_VALUES, Slot(argument="attn_mask", rule=r"\bar{M} = \bar{S}")),
        WHY,
    ),
    moved(
        "SafeSoftmaxBackward0",
        "softmax",
        "torch._safe_softmax(input, dim)",
        r"y_{i} = \frac{e^{x_{i}}}{\sum_{j} e^{x_{j}}}",
        (
            Slot(
                argument="input",
                rule=r"\bar{x}_{i} = y_{i} \cdot \left( \bar{y}_{i} -"
                r" \sum_{j} \bar{y}_{j} \, y_{j} \right)",
            ),
        ),
        "A softmax that gives zeros, and no NaN, where a whole row is masked.",
    ),
)
