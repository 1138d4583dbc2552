"""The answer to "why is this gradient None, or zero?"."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["Answer", "Finding", "Reason", "Verdict"]

Verdict = Literal["none", "zero", "some_zero", "vanishing", "nonzero", "nan", "infinite", "unknown"]

Reason = Literal[
    # there is none
    "not_made_yet", "no_backward", "not_yet", "error", "unused", "not_connected", "detached",
    "no_grad", "inference_mode", "integer", "argmax", "not_differentiable", "requires_grad_false",
    "is_gradient", "not_retained", "not_asked", "returned", "cleared", "unused_output",
    "undefined",
    # there is one, and it is zero
    "cleared_to_zero", "zeroed_by_hand", "dead_relu", "saturated", "multiplied_by_zero",
    "step_function", "outside_range", "not_chosen", "masked", "dropped", "not_looked_up",
    "not_taken", "at_zero", "cancelled", "constant_sum", "hook", "underflow", "at_minimum",
    "ignored", "overwritten", "power_zero", "empty", "custom", "flat", "started_with",
    # it is tiny
    "vanishing", "small_error", "small_factors", "clipped",
    # it is no number
    "born_in_data", "born_in_value", "born_in_gradient", "overflow",
    # nothing is wrong with it, or nothing can be said
    "flows", "not_recorded",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A reason, its sentence, and what in the document shows it."""

    reason: Reason
    sentence: str
    nodes: tuple[int, ...] = ()
    edges: tuple[int, ...] = ()
    steps: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the gradient of `tensor` is after step `at`, and why.

    `at` is -1 before the first step. `nodes`, `edges` and `steps` are the evidence, as indexes
    into the document; the first node is the one where it happened. `more` holds further sentences.
    """

    tensor: int
    at: int
    subject: str
    verdict: Verdict
    reason: Reason
    sentence: str
    more: tuple[str, ...] = ()
    nodes: tuple[int, ...] = ()
    edges: tuple[int, ...] = ()
    steps: tuple[int, ...] = ()
