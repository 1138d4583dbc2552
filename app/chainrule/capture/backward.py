"""The backward pass: what the engine does, seen by hooks on every node of the graph."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from chainrule.capture.arguments import tensors_in
from chainrule.capture.gradients import Function, is_accumulate, is_custom, output_edge
from chainrule.capture.locals import LocalDerivatives
from chainrule.capture.shadow import MOST_ELEMENTS, Inner, look_inside
from chainrule.capture.source import NOWHERE, Place
from chainrule.capture.state import State
from chainrule.capture.steps import forward_step, update_by_hand
from chainrule.capture.tensors import is_leaf, is_same_memory, version_of
from chainrule.capture.visits import Hooked, Visit
from chainrule.trace import (
    AccumulateStep,
    Arrival,
    BackwardStep,
    Departure,
    HookStep,
    Root,
    Term,
)

__all__ = ["Backward"]

CAPTURED = "torch.autograd.grad returned this gradient; .grad stays as it was"


@dataclass(slots=True)
class Backward:
    """One run of the engine."""

    state: State
    locals: LocalDerivatives
    place: Place
    terms: dict[tuple[int, int], list[Term]] = field(default_factory=dict)
    open: dict[int, Visit] = field(default_factory=dict)
    derivatives: dict[int, tuple[Any, str | None]] = field(default_factory=dict)
    hooked: dict[int, Hooked] = field(default_factory=dict)

    def watch(self, roots: Sequence[torch.Tensor], gradients: Sequence[Any]) -> tuple[Root, ...]:
        """Take in the whole graph below `roots`, and hook every node of it."""
        edges = [_edge_of(each) for each in roots]
        graph = self.state.graph
        for function in graph.unknown_functions([function for function, _ in edges]):
            graph.adopt(function)
        for function in _reachable([function for function, _ in edges]):
            self._hook(function)
        begun = []
        for (function, output), gradient in zip(edges, gradients, strict=True):
            node = graph.index[function]
            tensor = graph.output_tensor(node, output)
            snapshot = self.state.snapshots.take(gradient, "grad", tensor)
            self.terms.setdefault((node, output), []).append(Term(edge=None, snapshot=snapshot))
            begun.append(Root(node=node, output=output, gradient=snapshot))
        return tuple(begun)

    def _hook(self, function: Function) -> None:
        node = self.state.graph.index[function]
        leaf = is_accumulate(function)
        if not leaf:
            draft = self.state.graph.nodes[node]
            try:
                self.derivatives[node] = self.locals.of(function, draft.hooked)
            except Exception as error:  # the gradients themselves can be seen all the same
                self.state.lost("A local derivative", error)
        hooked = self.hooked[node] = Hooked(self, function, node, leaf)
        hooked.put()

    def arrive(self, hooked: Hooked, gradients: tuple[torch.Tensor | None, ...]) -> None:
        """The engine begins to run a node."""
        function, node = hooked.function, hooked.node
        arrived = tuple(
            [self._arrival(node, output, gradient) for output, gradient in enumerate(gradients)]
        )
        kind = "accumulate" if hooked.leaf else "backward"
        place = self.state.timeline.reserve(kind)
        versions = tuple([-1 if each is None else version_of(each) for each in gradients])
        visit = Visit(function, node, place, arrived, versions)
        if hooked.leaf:
            visit.before = self._grad_of(function.variable)
        self.open[node] = visit

    def never_left(self, visit: Visit) -> None:
        """A step for a node that raised, or whose end could not be recorded."""
        if is_accumulate(visit.function):
            known = self.state.graph.known(visit.function.variable)
            self._fill_accumulate(visit, known.index, visit.before)
        else:
            self._fill_backward(visit, ())

    def _arrival(self, node: int, output: int, gradient: torch.Tensor | None) -> Arrival:
        tensor = self.state.graph.output_tensor(node, output)
        terms = tuple(self.terms.pop((node, output), ()))
        if gradient is None:
            return Arrival(output=output, terms=terms, sum=None)
        sent = self._sent(node, output, tensor, terms)
        total = self.state.snapshots.receive(gradient, tensor, sent)
        if sent is not None and sent != total:
            self._changed(node, output, sent, total)
        return Arrival(output=output, terms=terms, sum=total)

    def _sent(
        self, node: int, output: int, tensor: int | None, terms: tuple[Term, ...]
    ) -> int | None:
        """What was sent to an output, before any hook of the program's changed it.

        Several terms are added only where a hook stands, and only where they differ from it.
        """
        snapshots = self.state.snapshots
        if len(terms) == 1:
            return terms[0].snapshot
        if (node, output) not in self.state.hooks:
            return None
        return snapshots.sum([each.snapshot for each in terms], tensor)

    def _changed(self, node: int, output: int, before: int | None, after: int | None) -> None:
        """A hook of the program's stood between the only sender and the node."""
        hook, place = self.state.hooks.get((node, output), (None, NOWHERE))

        def make(step_id: str) -> HookStep:
            return HookStep(
                id=step_id,
                node=node,
                output=output,
                before=before,
                after=after,
                hook=hook,
                file=place.file,
                line=place.line,
            )

        self.state.timeline.add("hook", make)

    def leave(self, visit: Visit, left: Any, arrived: Sequence[torch.Tensor | None]) -> None:
        """The engine has run a node."""
        if is_accumulate(visit.function):
            self._accumulated(visit)
        else:
            self._passed_on(visit, left, arrived)

    def _accumulated(self, visit: Visit) -> None:
        variable = visit.function.variable
        met = self.state.registry.get(variable)
        value = met.snapshot if met is not None else None
        known = self.state.graph.known(variable)
        arrival = visit.arrived[0]
        after = None
        if variable.grad is not None:
            after = self.state.snapshots.receive(variable.grad, known.index, arrival.sum)
        self.state.grads.now[known.index] = after
        if variable.grad is not None:
            self.state.registry.mark(variable.grad, "grad_of", known)
        self._fill_accumulate(visit, known.index, after)
        if met is not None and value != known.snapshot:  # a hook on the leaf took a step
            update_by_hand(self.state, known, value, after, Place(self.place.file, self.place.line))

    def _fill_accumulate(self, visit: Visit, tensor: int, after: int | None) -> None:
        if visit.place is None:
            return
        arrival = visit.arrived[0]
        step = AccumulateStep(
            id=visit.place.id,
            node=visit.node,
            tensor=tensor,
            terms=arrival.terms,
            before=visit.before,
            incoming=arrival.sum,
            after=after,
            file=self.place.file,
            line=self.place.line,
        )
        self.state.timeline.fill(visit.place, step)

    def _grad_of(self, variable: torch.Tensor) -> int | None:
        """The snapshot of a leaf's `.grad` as it is before the gradient comes in."""
        known = self.state.graph.known(variable)
        if variable.grad is None:
            return None
        before = self.state.grads.now.get(known.index)
        return self.state.snapshots.take_or_keep(variable.grad, "grad", known.index, before)

    def _passed_on(self, visit: Visit, left: Any, arrived: Sequence[torch.Tensor | None]) -> None:
        gradients = left if isinstance(left, tuple) else (left,)
        slots = len(visit.function.next_functions)
        departures = [
            self._depart(visit, slot, gradient, arrived)
            for slot, gradient in enumerate(gradients[:slots])
        ]
        self._fill_backward(visit, tuple(departures))

    def _fill_backward(self, visit: Visit, departures: tuple[Departure, ...]) -> None:
        if visit.place is None:
            return
        graph = self.state.graph
        draft = graph.nodes[visit.node]
        local, note = self.derivatives.get(visit.node, ((), None))
        step = BackwardStep(
            id=visit.place.id,
            node=visit.node,
            arrived=visit.arrived,
            left=departures,
            local=local,
            local_note=note,
            retained=self._retained(visit),
            forward=graph.forward_step.get(visit.node),
            file=draft.place.file,
            line=draft.place.line,
        )
        self.state.timeline.fill(visit.place, step)

    def _depart(
        self,
        visit: Visit,
        slot: int,
        gradient: torch.Tensor | None,
        arrived: Sequence[torch.Tensor | None],
    ) -> Departure:
        graph = self.state.graph
        edge = graph.slot_edge.get((visit.node, slot))
        if edge is None or gradient is None:
            return Departure(input=slot, edge=edge, snapshot=None)
        there = graph.edges[edge]
        like = _passed_through(gradient, visit, arrived)
        snapshot = self.state.snapshots.send(gradient, there.tensor, like)
        terms = self.terms.setdefault((there.source, there.source_output), [])
        terms.append(Term(edge=edge, snapshot=snapshot))
        return Departure(input=slot, edge=edge, snapshot=snapshot)

    def adopt_made(self, visit: Visit, left: Any, arrived: Any) -> None:
        """Under create_graph the gradients have a graph of their own: the nodes just made."""
        results = [each for each in tensors_in(left) if each.grad_fn is not None]
        new = self.state.graph.unknown_functions([each.grad_fn for each in results])
        if not new:
            return
        inner = self._inner(visit.function, new, left, arrived)
        note = f"made by {type(visit.function).__name__} under create_graph=True"
        for function in new:
            node = self.state.graph.adopt(function, "backward", note)
            self.state.graph.nodes[node].place = self.place
            for each in results:
                if each.grad_fn is function and self.state.registry.get(each) is None:
                    self.state.graph.new_tensor(each, node, each.output_nr, "intermediate", None)
            if function in inner and self.state.graph.output_tensor(node, 0) is None:
                self.state.graph.inner_tensor(inner[function].outputs[0], node, 0)
            forward_step(self.state, node, self.place)

    def _inner(
        self, function: Function, new: list[Function], left: Any, arrived: Any
    ) -> dict[Function, Inner]:
        """What is inside a gradient function, from calling it again on what arrived."""
        given = tuple(arrived)
        small = sum(each.numel() for each in tensors_in(given)) <= MOST_ELEMENTS
        if not small or is_custom(function) or self.state.options.values == "structure":
            return {}
        with torch.enable_grad():
            return look_inside(function, given, {}, list(tensors_in(left)), new, None)

    def _retained(self, visit: Visit) -> int | None:
        for arrival in visit.arrived:
            tensor = self.state.graph.output_tensor(visit.node, arrival.output)
            if tensor is not None and self.state.graph.tensors[tensor].retains_grad:
                return arrival.sum
        return None

    def captured(self, inputs: Sequence[torch.Tensor], gradients: Sequence[Any]) -> None:
        """What `torch.autograd.grad` returned for leaves, whose `.grad` it leaves alone.

        A leaf that it found unused is one to ask about, too.
        """
        for tensor, gradient in zip(inputs, gradients, strict=False):
            if isinstance(tensor, torch.Tensor) and is_leaf(tensor):
                if gradient is not None:
                    self._returned(tensor, gradient)
                elif self.state.registry.get(tensor) is None:
                    self.state.known(tensor)
                    self.state.names.search(self.state.sources.frame(), [tensor])

    def _returned(self, tensor: torch.Tensor, gradient: torch.Tensor) -> None:
        known = self.state.graph.known(tensor)
        arrival = self._arrival(known.node, 0, gradient)

        def make(step_id: str) -> BackwardStep:
            return BackwardStep(
                id=step_id,
                node=known.node,
                arrived=(arrival,),
                left=(),
                local=(),
                local_note=CAPTURED,
                retained=None,
                forward=None,
                file=self.place.file,
                line=self.place.line,
            )

        self.state.timeline.add("backward", make)

    def close(self) -> int | None:
        """Take the hooks away; the node that the engine began and did not end, if any."""
        for each in self.hooked.values():
            each.remove()
        with self.state.bookkeeping("A node that raised"):
            for visit in self.open.values():
                self.never_left(visit)
        return next(reversed(self.open), None)


def _passed_through(
    gradient: torch.Tensor, visit: Visit, arrived: Sequence[torch.Tensor | None]
) -> int | None:
    """The snapshot of an arrived gradient whose very elements leave again, as through a view.

    Not where they were written between, by a hook or a function of the program's own.
    """
    for arrival, version, each in zip(visit.arrived, visit.versions, arrived, strict=False):
        if each is not None and is_same_memory(gradient, each):
            return arrival.sum if version_of(each) == version else None
    return None


def _edge_of(root: Any) -> tuple[Function, int]:
    if isinstance(root, torch.Tensor):
        return output_edge(root)
    return root.node, root.output_nr


def _reachable(roots: Sequence[Function]) -> list[Function]:
    seen: dict[Function, None] = {}
    stack = list(roots)
    while stack:
        function = stack.pop()
        if function not in seen:
            seen[function] = None
            stack.extend(each for each, _ in function.next_functions if each is not None)
    return list(seen)
