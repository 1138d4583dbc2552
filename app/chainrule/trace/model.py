"""The parts of a trace document; they refer to each other by index in its arrays."""

from typing import Literal

from chainrule.trace.part import part

__all__ = [
    "Call",
    "Edge",
    "Failure",
    "Meta",
    "Module",
    "Node",
    "Options",
    "Pass",
    "Phase",
    "Policy",
    "Preview",
    "Program",
    "Role",
    "Root",
    "Saved",
    "Scalar",
    "Snapshot",
    "SourceFile",
    "Statistics",
    "Tensor",
]

Scalar = bool | int | float | complex
Phase = Literal["forward", "backward", "update"]
Policy = Literal["structure", "statistics", "small", "full"]
Role = Literal["parameter", "buffer", "data", "constant", "intermediate"]


@part
class Options:
    """What a recording keeps; every bound is a count of elements or of items.

    `small` and `full` bound a snapshot with values under those policies, `exact` one whose
    statistics are of all elements, `local` a local derivative, `local_nodes` the nodes that are
    asked for one, and `checks` the evaluations that finite differences may take.
    """

    values: Policy = "small"
    small: int = 64
    full: int = 65_536
    exact: int = 4_096
    local: int = 256
    local_nodes: int = 400
    checks: int = 1_000
    max_steps: int = 300_000


@part
class Meta:
    """Where and how the run was recorded. `elapsed` is in seconds."""

    title: str
    created: str
    torch: str
    python: str
    device: str
    seed: int | None
    options: Options
    elapsed: float
    method: str
    notes: tuple[str, ...] = ()


@part
class SourceFile:
    name: str
    text: str


@part
class Program:
    files: tuple[SourceFile, ...]
    entry: str


@part
class Module:
    """An `nn.Module` that was called; `path` is its qualified name, "" for the root.

    `name` is the program's variable for a root.
    """

    path: str
    type: str
    parent: int | None
    calls: tuple[int, ...]
    name: str | None = None


@part
class Call:
    """One call of a module, inside the call `parent`."""

    module: int
    parent: int | None


@part
class Tensor:
    """A tensor that the program can see, made as output `output` of node `node`."""

    name: str | None
    path: str | None
    role: Role
    shape: tuple[int, ...]
    dtype: str
    device: str
    requires_grad: bool
    is_leaf: bool
    grad_fn: str | None
    node: int | None
    output: int = 0
    retains_grad: bool = False
    why_no_grad: str | None = None


@part
class Statistics:
    """Of the finite elements, except `count`, `nans` and `infs`.

    `sampled` is the number of elements looked at, where that is not all of them: then only `count`
    is of the whole tensor, `norm` is an estimate for it, and everything else is of the sample,
    the numbers of zeros, NaNs and infinities too.
    """

    count: int
    min: float | None
    max: float | None
    mean: float | None
    std: float | None
    norm: float | None
    zeros: int
    nans: int
    infs: int
    sampled: int | None = None
    histogram: tuple[int, ...] | None = None


@part
class Preview:
    """Evenly spaced elements of the last two dimensions: `rows` × `columns`, row by row."""

    rows: int
    columns: int
    values: tuple[Scalar, ...]


@part
class Snapshot:
    """What a tensor, a gradient or an optimiser's state held at one moment.

    `values` holds every element row by row, or is None; then `note` says why.
    """

    of: Literal["value", "grad", "state", "local"]
    tensor: int | None
    shape: tuple[int, ...]
    dtype: str
    values: tuple[Scalar, ...] | None = None
    statistics: Statistics | None = None
    preview: Preview | None = None
    note: str | None = None


@part
class Saved:
    """A tensor that a gradient function keeps from the forward pass."""

    name: str
    tensor: int | None
    shape: tuple[int, ...]
    dtype: str


@part
class Node:
    """One operation with its gradient function, or a leaf.

    `op` is the operation that autograd recorded ("addmm"), `function` the one that the
    program called ("torch.nn.functional.linear"), `expression` the program's own words for it.
    `slots` counts the gradient function's inputs (`next_functions`); `outputs` holds a tensor
    per output, None where no tensor was seen. `call` is the module call it ran in.
    """

    kind: Literal["operation", "leaf"]
    op: str
    function: str | None
    expression: str | None
    grad_fn: str | None
    slots: int
    outputs: tuple[int | None, ...]
    call: int | None
    file: str | None
    line: int | None
    phase: Phase = "forward"
    in_place: bool = False
    saved: tuple[Saved, ...] = ()
    note: str | None = None


@part
class Edge:
    """A tensor that goes from an output of `source` to an input of `target`.

    `differentiable` edges are those of `next_functions`, and `target_input` is the slot there;
    along the others no gradient comes back. `argument` names the parameter it was passed as.
    """

    source: int
    source_output: int
    target: int
    target_input: int
    tensor: int | None
    differentiable: bool
    argument: str | None = None


@part
class Root:
    """Where a backward pass began, and the gradient it began with."""

    node: int
    output: int
    gradient: int | None


@part
class Pass:
    """The steps `first` to `last` (both included), all of one phase."""

    phase: Phase
    first: int
    last: int
    roots: tuple[Root, ...] = ()


@part
class Failure:
    """Why the program stopped: in which phase, step, node and line, and what to do."""

    type: str
    message: str
    phase: Phase | None
    step: int | None
    node: int | None
    file: str | None
    line: int | None
    operation: str | None
    shapes: tuple[tuple[int, ...], ...] = ()
    hint: str | None = None
