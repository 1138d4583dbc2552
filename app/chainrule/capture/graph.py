"""The graph of a run in the making: nodes, edges and tensors."""

from collections import deque
from dataclasses import dataclass, field
from functools import cache

import torch

from chainrule.capture.gradients import Function, is_accumulate, new_functions, operation_name
from chainrule.capture.source import Place
from chainrule.capture.tensors import (
    Known,
    TensorRegistry,
    is_leaf,
    is_same_memory,
    shape_of,
    version_of,
)
from chainrule.capture.unwritten import Unwritten
from chainrule.capture.values import Snapshots, dtype_name
from chainrule.trace import Edge, Node, Phase, Role, Saved, Tensor

__all__ = ["UNSEEN", "Graph", "NodeDraft"]

IS_GRAD = "a gradient itself, which nobody asked to differentiate again"
UNSEEN = "made where the recording does not look, such as inside a custom function"


@dataclass(slots=True)
class NodeDraft:
    """A node in the making; `function` is what the program called.

    `hooked` says that its saved tensors went through hooks of the program's.
    """

    op: str
    kind: str = "operation"
    function: str | None = None
    place: Place = field(default_factory=lambda: Place(None, None))
    grad_fn: str | None = None
    slots: int = 0
    outputs: list[int | None] = field(default_factory=list)
    call: int | None = None
    phase: Phase = "forward"
    in_place: bool = False
    hooked: bool = False
    saved: tuple[Saved, ...] = ()
    note: str | None = None

    def finish(self) -> Node:
        return Node(
            kind="leaf" if self.kind == "leaf" else "operation",
            op=self.op,
            function=self.function,
            expression=self.place.expression,
            grad_fn=self.grad_fn,
            slots=self.slots,
            outputs=tuple(self.outputs),
            call=self.call,
            file=self.place.file,
            line=self.place.line,
            phase=self.phase,
            in_place=self.in_place,
            saved=self.saved,
            note=self.note,
        )


@dataclass(slots=True)
class Graph:
    """Nodes by their gradient function, edges by their consumer's slot.

    The functions are held so that their Python identity lasts; in a dict, since a list of a long
    chain of them overflows the stack when it is freed.
    """

    registry: TensorRegistry
    snapshots: Snapshots
    unwritten: Unwritten = field(init=False)
    nodes: list[NodeDraft] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    tensors: list[Tensor] = field(default_factory=list)
    index: dict[Function, int] = field(default_factory=dict)
    slot_edge: dict[tuple[int, int], int] = field(default_factory=dict)
    forward_step: dict[int, int] = field(default_factory=dict)
    plain_inputs: dict[int, list[tuple[int, int | None]]] = field(default_factory=dict)
    output_snapshot: dict[tuple[int, int], int | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.unwritten = Unwritten(self.registry)

    def add(self, draft: NodeDraft, function: Function | None = None) -> int:
        """Append a node; with a gradient function, also the edges of its `next_functions`."""
        number = len(self.nodes)
        self.nodes.append(draft)
        if function is not None:
            self.index[function] = number
            draft.grad_fn = type(function).__name__
            draft.slots = len(function.next_functions)
            for slot, (source, output) in enumerate(function.next_functions):
                if source is not None:
                    self._connect(number, slot, source, output)
        return number

    def finished(self) -> tuple[Node, ...]:
        """The document's nodes; each draft is let go when its node is there."""
        drafts = deque(self.nodes)
        self.nodes = []
        return tuple(drafts.popleft().finish() for _ in range(len(drafts)))

    def connect(self, edge: Edge) -> int:
        self.edges.append(edge)
        return len(self.edges) - 1

    def _connect(self, target: int, slot: int, source: Function, output: int) -> None:
        number = self.index[source]
        edge = Edge(
            source=number,
            source_output=output,
            target=target,
            target_input=slot,
            tensor=self.output_tensor(number, output),
            differentiable=True,
        )
        self.slot_edge[target, slot] = self.connect(edge)

    def output_tensor(self, node: int, output: int) -> int | None:
        outputs = self.nodes[node].outputs
        return outputs[output] if output < len(outputs) else None

    def set_output(self, node: int, output: int, tensor: int) -> None:
        outputs = self.nodes[node].outputs
        outputs.extend([None] * (output + 1 - len(outputs)))
        outputs[output] = tensor

    def unknown_functions(self, roots: list[Function]) -> list[Function]:
        """What is reachable from `roots` and no node yet; leaves become nodes on the way."""
        found = new_functions(roots, lambda function: function in self.index)
        for function in found:
            if is_accumulate(function):
                self.adopt_leaf(function)
        return [function for function in found if function not in self.index]

    def adopt_leaf(self, function: Function) -> int:
        """The leaf node of an `AccumulateGrad`."""
        self.begin_at(function.variable)
        known = self.known(function.variable)
        self.index[function] = known.node
        leaf = self.nodes[known.node]
        if leaf.grad_fn is None:
            leaf.op = "parameter"
            leaf.grad_fn = type(function).__name__
            self.amend(known.index, role="parameter", requires_grad=True, why_no_grad=None)
        return known.node

    def begin_at(self, tensor: torch.Tensor) -> None:
        """A leaf for the result of an operation, such as `detach`, at which autograd begins now.

        An edge that carries no gradient says where its value came from.
        """
        made = self.registry.get(tensor)
        if made is None or self.nodes[made.node].kind == "leaf":
            return
        draft = NodeDraft(op="parameter", kind="leaf", grad_fn="AccumulateGrad")
        leaf = self.add(draft)
        self.new_tensor(tensor, leaf, 0, "parameter", None)
        self.connect(
            Edge(
                source=made.node,
                source_output=made.output,
                target=leaf,
                target_input=0,
                tensor=made.index,
                differentiable=False,
            )
        )

    def adopt(self, function: Function, phase: Phase = "forward", note: str = UNSEEN) -> int:
        """A node for a gradient function whose call was not seen."""
        draft = NodeDraft(
            op=operation_name(type(function).__name__), phase=phase, note=note, outputs=[None]
        )
        return self.add(draft, function)

    def known(self, tensor: torch.Tensor) -> Known:
        """What is known of `tensor`; one never seen before becomes a leaf of the graph."""
        known = self.registry.get(tensor)
        if known is None:
            known = self._add_leaf(tensor)
        elif known.version != version_of(tensor):
            self.refresh(tensor, known)
        elif self._may_be_stale(tensor, known):
            self._look_again(tensor, known)
        return known

    def _may_be_stale(self, tensor: torch.Tensor, known: Known) -> bool:
        """Whether someone may have written the tensor where torch does not count it.

        NumPy can, and another tensor on the same memory; a small leaf is looked at to be sure.
        """
        if known.version < 0 or self.registry.marked(tensor, "aliased"):
            return True
        small = tensor.numel() <= self.snapshots.options.small
        return small and self.nodes[known.node].kind == "leaf"

    def _look_again(self, tensor: torch.Tensor, known: Known) -> None:
        """A tensor that may have been written where torch does not count it."""
        before = known.snapshot
        known.snapshot = self.snapshots.take_or_keep(tensor, "value", known.index, before)
        self.output_snapshot[known.node, known.output] = known.snapshot

    def refresh(self, tensor: torch.Tensor, known: Known) -> int | None:
        """A new snapshot of a tensor whose content has changed."""
        known.snapshot = self._snapshot(tensor, known.index)
        known.version = version_of(tensor)
        self.output_snapshot[known.node, known.output] = known.snapshot
        return known.snapshot

    def _add_leaf(self, tensor: torch.Tensor) -> Known:
        requires_grad = tensor.requires_grad and tensor.is_leaf
        op = "parameter" if requires_grad else "data"
        draft = NodeDraft(op=op, kind="leaf", grad_fn="AccumulateGrad" if requires_grad else None)
        role: Role = "parameter" if requires_grad else "data"
        if role == "data" and self.registry.marked(tensor, "literal"):
            role = "constant"  # until a name of the program's makes it data
        why = None if requires_grad else _why_leaf(tensor)
        node = self.add(draft)
        known = self.new_tensor(tensor, node, 0, role, why)
        owner: Known | None = self.registry.marked(tensor, "grad_of")
        if owner is not None:
            self.amend(known.index, name=f"{self.title(owner.index)}.grad", why_no_grad=IS_GRAD)
            known.depth = 0
        return known

    def title(self, tensor: int) -> str:
        """What the program calls a tensor."""
        found = self.tensors[tensor]
        return found.path or found.name or "tensor"

    def new_tensor(
        self, tensor: torch.Tensor, node: int, output: int, role: Role, why: str | None
    ) -> Known:
        """Register `tensor` as it is now: output `output` of `node`, with its snapshot."""
        before = self.registry.get(tensor)
        index = len(self.tensors)
        self.tensors.append(self._describe(tensor, node, output, role, why, before))
        self.set_output(node, output, index)
        snapshot = self.output_snapshot[node, output] = self._snapshot(tensor, index)
        known = Known(
            index=index,
            node=node,
            output=output,
            version=version_of(tensor),
            snapshot=snapshot,
            depth=before.depth if before else None,
        )
        self.registry.set(tensor, known)
        return known

    def _snapshot(self, tensor: torch.Tensor, index: int) -> int | None:
        if self.unwritten.is_in(tensor):
            note = "not written yet: torch.empty leaves whatever the memory held before"
            return self.snapshots.unknown(tensor, "value", index, note)
        return self.snapshots.take(tensor, "value", index, self._viewed(tensor))

    def _viewed(self, tensor: torch.Tensor) -> int | None:
        """The snapshot of the tensor that all of `tensor` is a view of."""
        if not tensor._is_view() or self.snapshots.options.values == "structure":
            return None
        base = tensor._base
        known = self.registry.get(base) if base is not None else None
        if base is None or known is None or known.version < 0:
            return None
        current = known.version == tensor._version and not self.registry.marked(base, "aliased")
        return known.snapshot if current and is_same_memory(tensor, base) else None

    def _describe(
        self,
        tensor: torch.Tensor,
        node: int,
        output: int,
        role: Role,
        why: str | None,
        before: Known | None,
    ) -> Tensor:
        named = self.tensors[before.index] if before else None
        return Tensor(
            name=named.name if named else None,
            path=named.path if named else None,
            role=role,
            shape=shape_of(tensor),
            dtype=dtype_name(tensor),
            device=_device(tensor.device),
            requires_grad=tensor.requires_grad,
            is_leaf=is_leaf(tensor),
            grad_fn=None if self.nodes[node].kind == "leaf" else self.nodes[node].grad_fn,
            node=node,
            output=output,
            why_no_grad=why,
        )

    def inner_tensor(
        self, content: torch.Tensor, node: int, output: int, like: int | None = None
    ) -> None:
        """An output that only the inside of a call ever held; `content` is a copy of it.

        `like` is a snapshot of the same elements.
        """
        index = len(self.tensors)
        self.tensors.append(
            Tensor(
                name=None,
                path=None,
                role="intermediate",
                shape=tuple(content.shape),
                dtype=dtype_name(content),
                device=_device(content.device),
                requires_grad=True,
                is_leaf=False,
                grad_fn=self.nodes[node].grad_fn,
                node=node,
                output=output,
            )
        )
        self.set_output(node, output, index)
        self.output_snapshot[node, output] = self.snapshots.take(content, "value", index, like)

    def snapshot_at(self, function: Function, output: int) -> int | None:
        """What is known of an output of a gradient function that is a node already."""
        node = self.index.get(function)
        return None if node is None else self.output_snapshot.get((node, output))

    def matching_slot(self, node: int, source: Known, taken: set[int]) -> int | None:
        """The slot of `node` whose differentiable edge comes from `source`."""
        for slot in range(self.nodes[node].slots):
            edge = self.slot_edge.get((node, slot))
            if edge is not None and slot not in taken:
                there = self.edges[edge]
                if (there.source, there.source_output) == (source.node, source.output):
                    return slot
        return None

    def name_argument(self, node: int, slot: int, argument: str | None, tensor: int) -> None:
        _change(self.edges[self.slot_edge[node, slot]], argument=argument, tensor=tensor)

    def inputs_of(self, node: int) -> list[tuple[int, int | None]]:
        """The edges into `node`, each with the snapshot of what came along it."""
        differentiable = [
            (edge, self._carried(edge))
            for slot in range(self.nodes[node].slots)
            if (edge := self.slot_edge.get((node, slot))) is not None
        ]
        return differentiable + self.plain_inputs.get(node, [])

    def _carried(self, edge: int) -> int | None:
        there = self.edges[edge]
        return self.output_snapshot.get((there.source, there.source_output))

    def output_snapshots(self, node: int) -> list[int | None]:
        outputs = self.nodes[node].outputs
        return [self.output_snapshot.get((node, number)) for number in range(len(outputs))]

    def amend(self, tensor: int, **changes: object) -> None:
        """Change fields of a tensor that is in the document already, such as its name."""
        _change(self.tensors[tensor], **changes)


@cache
def _device(device: torch.device) -> str:
    return str(device)


def _change(part: Tensor | Edge, **changes: object) -> None:
    """Change a part of the document in the making, which nobody else has seen yet."""
    for name, value in changes.items():
        object.__setattr__(part, name, value)


def _why_leaf(tensor: torch.Tensor) -> str:
    if not (tensor.is_floating_point() or tensor.is_complex()):
        return f"{dtype_name(tensor)} numbers have no derivative"
    return "its requires_grad is False: nobody asked for its gradient"
