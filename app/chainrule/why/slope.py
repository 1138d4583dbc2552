"""What an explanation looks at: one gradient function where a gradient was lost."""

from dataclasses import dataclass
from functools import cached_property

from chainrule.trace import BackwardStep, ForwardStep, Node
from chainrule.why.content import Content, number
from chainrule.why.flow import Origin
from chainrule.why.history import History

__all__ = ["Slope", "key_of"]


def key_of(op: str) -> str:
    """What the tables call an operation: "max_pool2_d_with_indices" → "maxpool2dwithindices"."""
    return op.replace("_", "").lower()


@dataclass(frozen=True)
class Slope:
    """A gradient function in one step: `arrived` came in, `left` went out by slot `slot`."""

    history: History
    origin: Origin

    @cached_property
    def node(self) -> Node:
        return self.history.trace.nodes[self.origin.node]

    @cached_property
    def words(self) -> str:
        return self.history.words.node(self.origin.node)

    @cached_property
    def slot(self) -> int:
        edge = self.origin.edge
        return 0 if edge is None else self.history.trace.edges[edge].target_input

    @cached_property
    def arrived(self) -> Content | None:
        return self.history.contents.of(self.origin.before)

    @cached_property
    def left(self) -> Content | None:
        return self.history.contents.of(self.origin.after)

    @cached_property
    def _backward(self) -> BackwardStep | None:
        step = self.history.trace.steps[self.origin.step]
        return step if isinstance(step, BackwardStep) else None

    @cached_property
    def forward(self) -> ForwardStep | None:
        """The forward half of the same node."""
        number = None if self._backward is None else self._backward.forward
        step = None if number is None else self.history.trace.steps[number]
        return step if isinstance(step, ForwardStep) else None

    @cached_property
    def inputs(self) -> dict[int, tuple[int, int | None]]:
        """Slot → the edge and the snapshot that the operation read there."""
        if self.forward is None:
            return {}
        edges = self.history.trace.edges
        return {
            edges[each.edge].target_input: (each.edge, each.snapshot)
            for each in self.forward.inputs
        }

    @cached_property
    def input(self) -> Content | None:
        """What the operation read at the slot by which the gradient left."""
        return self.history.contents.of(self.inputs.get(self.slot, (0, None))[1])

    @cached_property
    def others(self) -> list[tuple[int, Content]]:
        """The other inputs that are known, each with its edge."""
        contents = self.history.contents
        known = [
            (edge, contents.of(snapshot))
            for slot, (edge, snapshot) in sorted(self.inputs.items())
            if slot != self.slot
        ]
        return [(edge, content) for edge, content in known if content is not None]

    @cached_property
    def output(self) -> Content | None:
        """What the operation gave as its first output."""
        outputs = () if self.forward is None else self.forward.outputs
        return self.history.contents.of(outputs[0]) if outputs else None

    @cached_property
    def local(self) -> Content | None:
        """The local derivative, where the document has it."""
        found = () if self._backward is None else self._backward.local_of(self.slot)
        return self.history.contents.of(found[0].snapshot) if found else None

    def source(self, edge: int) -> str:
        """The name of the tensor that comes along an edge."""
        there = self.history.trace.edges[edge]
        if there.tensor is not None:
            return self.history.words.tensor(there.tensor)
        return self.history.words.output(there.source, there.source_output)

    @cached_property
    def range(self) -> str:
        """ " between −3 and 2", of the inputs; nothing where that is not known."""
        return spread(self.input)


def spread(content: Content | None) -> str:
    """ " between −3 and 2" or " 5"; nothing where the numbers are not known."""
    if content is None or content.low is None or content.high is None:
        return ""
    if content.low == content.high:
        return f" {number(content.low)}"
    return f" between {number(content.low)} and {number(content.high)}"
