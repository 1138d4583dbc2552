"""The steps of a run: what happened, in the order in which it happened.

Fields that end in a tensor's or gradient's content hold the index of a snapshot.
"""

from typing import Literal

from chainrule.trace.numbers import NOT_FINITE
from chainrule.trace.part import part

__all__ = [
    "AccumulateStep",
    "Arrival",
    "BackwardStep",
    "Cleared",
    "Departure",
    "ErrorStep",
    "ForwardStep",
    "HookStep",
    "Input",
    "Local",
    "NamedSnapshot",
    "Optimizer",
    "PrintStep",
    "Setting",
    "Step",
    "Term",
    "UpdateStep",
    "ZeroGradStep",
]


@part
class Input:
    """What a forward operation read along an edge."""

    edge: int
    snapshot: int | None


@part
class ForwardStep:
    """An operation ran: `outputs` holds a snapshot per output of the node."""

    id: str
    node: int
    inputs: tuple[Input, ...]
    outputs: tuple[int | None, ...]
    file: str | None
    line: int | None
    kind: Literal["forward"] = "forward"


@part
class Term:
    """One consumer's share of a gradient; no edge means that the backward pass began here."""

    edge: int | None
    snapshot: int | None


@part
class Arrival:
    """The gradient that arrived at an output: its terms, and their sum (None: undefined)."""

    output: int
    terms: tuple[Term, ...]
    sum: int | None


@part
class Departure:
    """The gradient that left by an input slot, along an edge (None: nobody asked for it)."""

    input: int
    edge: int | None
    snapshot: int | None


@part
class Local:
    """∂output/∂input as a snapshot of shape output.shape + input.shape.

    `difference` is the largest one from central finite differences of the operation itself, divided
    by the largest entry (or by 1); None where that was not measured.
    """

    output: int
    input: int
    snapshot: int
    difference: float | None = None


@part
class BackwardStep:
    """A gradient function ran: what arrived, what left, and its local derivative.

    `local_note` says why there is no local derivative. `forward` is the step that made the node.
    """

    id: str
    node: int
    arrived: tuple[Arrival, ...]
    left: tuple[Departure, ...]
    local: tuple[Local, ...]
    local_note: str | None
    retained: int | None
    forward: int | None
    file: str | None
    line: int | None
    kind: Literal["backward"] = "backward"

    def local_of(self, slot: int) -> tuple[Local, ...]:
        """The local derivatives with respect to one input, an output each."""
        return tuple(each for each in self.local if each.input == slot)


@part
class AccumulateStep:
    """A leaf's `.grad` before, the gradient that came in, and `.grad` after."""

    id: str
    node: int
    tensor: int
    terms: tuple[Term, ...]
    before: int | None
    incoming: int | None
    after: int | None
    file: str | None
    line: int | None
    kind: Literal["accumulate"] = "accumulate"


@part
class Setting:
    """One setting of an optimiser: a number, a truth value, text or None as the optimiser has it.

    Any other value, such as Adam's pair of betas, is the text that Python prints for it. In JSON a
    number that is not finite is the string of its name, so the text "inf" is that number too.
    """

    name: str
    value: float | int | bool | str | None

    def __post_init__(self) -> None:
        if isinstance(self.value, str) and self.value in NOT_FINITE:
            object.__setattr__(self, "value", NOT_FINITE[self.value])


@part
class Optimizer:
    type: str
    settings: tuple[Setting, ...]


@part
class NamedSnapshot:
    name: str
    snapshot: int


@part
class UpdateStep:
    """A parameter's update; no optimiser means that the program wrote it by hand.

    `rule` is what the optimiser does with these settings, LaTeX line by line; of an update by hand,
    the program's own words.
    """

    id: str
    tensor: int
    node: int | None
    optimizer: Optimizer | None
    before: int | None
    grad: int | None
    state_before: tuple[NamedSnapshot, ...]
    state_after: tuple[NamedSnapshot, ...]
    after: int | None
    rule: str | None
    file: str | None
    line: int | None
    kind: Literal["update"] = "update"


@part
class Cleared:
    """A `.grad` before and after; None after means that it is None now."""

    tensor: int
    before: int | None
    after: int | None


@part
class ZeroGradStep:
    id: str
    cleared: tuple[Cleared, ...]
    file: str | None
    line: int | None
    kind: Literal["zero_grad"] = "zero_grad"


@part
class HookStep:
    """A hook changed the gradient that arrived at an output of a node."""

    id: str
    node: int
    output: int
    before: int | None
    after: int | None
    hook: str | None
    file: str | None
    line: int | None
    kind: Literal["hook"] = "hook"


@part
class PrintStep:
    id: str
    text: str
    file: str | None
    line: int | None
    kind: Literal["print"] = "print"


@part
class ErrorStep:
    """The program stopped here; the document's `error` says why.

    `inputs` is what the failing operation had been given.
    """

    id: str
    node: int | None
    inputs: tuple[Input, ...]
    file: str | None
    line: int | None
    kind: Literal["error"] = "error"


Step = (
    ForwardStep
    | BackwardStep
    | AccumulateStep
    | UpdateStep
    | ZeroGradStep
    | HookStep
    | PrintStep
    | ErrorStep
)
