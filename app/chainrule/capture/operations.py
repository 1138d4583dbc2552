"""The forward pass: every call of the program into torch, as nodes, edges and steps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch

from chainrule.capture.arguments import Argument, is_repeatable, read_by
from chainrule.capture.calls import CallInProgress, distinct
from chainrule.capture.functions import EMPTY, LITERALS, RANDOM, Called
from chainrule.capture.gradients import Function, operation_name
from chainrule.capture.graph import UNSEEN, NodeDraft
from chainrule.capture.inside import Inside
from chainrule.capture.reasons import why_no_grad
from chainrule.capture.saved import has_saved_tensor_hooks, saved_by
from chainrule.capture.shadow import Inner, is_read
from chainrule.capture.source import Place
from chainrule.capture.state import State
from chainrule.capture.steps import forward_step
from chainrule.capture.tensors import Known, is_leaf, version_of, whole
from chainrule.trace import Edge, Phase

__all__ = ["Operations"]

CUT = "detach_"
# These give the program the tensor's memory.
ARRAYS = {"numpy", "__array__"}
NOT_LOOKED_AT = "inside a call that is too large, or too delicate, to be run again for its value"
REBUILT = "a view of a tensor that was written since: torch made its gradient function anew"
# Calls that write to tensors they are given, besides what they return.
STATEFUL = {"batch_norm", "instance_norm", "native_batch_norm"}


@dataclass(slots=True)
class Operations:
    """Turns finished calls into nodes. `special` handles the kinds that are no operation."""

    state: State
    special: dict[str, Callable[[CallInProgress], None]]
    write: Callable[[CallInProgress, torch.Tensor], bool]
    inside: Inside = field(default_factory=Inside)

    def run(
        self,
        called: Called,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
    ) -> Any:
        """Call `function` and record what it did."""
        state = self.state
        call = self._begin(called, function, args, kwargs)
        if call is None:
            return function(*args, **kwargs)
        try:
            state.paused += 1
            result = function(*args, **kwargs)
        except Exception as error:
            self._failed(error, call)
            raise
        finally:
            state.paused -= 1
        with state.bookkeeping(called.name):
            call.finish(result)
            if call.mutated or "out" in kwargs:
                state.graph.unwritten.wrote(called.short, args, call.mutated + call.results)
            if called.kind in self.special:
                self.special[called.kind](call)
            elif call.results or call.mutated or called.short == CUT:
                self.record(call)
        return result

    def read(self, called: Called, args: tuple[Any, ...]) -> None:
        """A leaf whose numbers Python takes is one that someone may ask the gradient of."""
        with self.state.bookkeeping("A tensor's numbers"):
            for each in args[:1]:
                if called.short in ARRAYS:
                    self.state.graph.unwritten.handed_out(each)
                if each.requires_grad and is_leaf(each) and not self.state.registry.get(each):
                    self.state.known(each)
                    self.state.names.search(self.state.sources.frame(), [each])

    def _failed(self, error: Exception, call: CallInProgress) -> None:
        """Keep what is needed to explain the failure, and nothing that the program would free."""
        with self.state.bookkeeping(call.called.name):
            leaves = [each for _, each in call.inputs if is_leaf(each)]
            for each in leaves:
                self.state.known(each)
            self.state.names.search(call.frame, leaves)
            call.inputs = [each for each in call.inputs if not each[1].is_nested]
        call.frame, call.args, call.kwargs = None, (), {}
        self.state.failed = (error, call)

    def _begin(
        self,
        called: Called,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
    ) -> CallInProgress | None:
        """The call as it begins; None inside a library's own set-up of a module."""
        state = self.state
        with state.bookkeeping(called.name):
            inputs = read_by(called.arguments, args, kwargs)
            frame, building, through = state.sources.look()
            if building:
                return None
            state.names.look(frame)
            self._meet_target(called, inputs)
            if called.short in STATEFUL:
                for each in (each for _, each in inputs if not each.requires_grad):
                    state.known(each)
                    state.may_change_unseen(each)
            return CallInProgress(
                called=called,
                function=function,
                args=args,
                kwargs=kwargs,
                inputs=inputs,
                versions=[version_of(each) for _, each in inputs],
                frame=frame,
                place=state.sources.place(frame),
                through=through,
                random_state=torch.get_rng_state() if called.short in RANDOM else None,
            )
        return None

    def _meet_target(self, called: Called, inputs: list[Argument]) -> None:
        """What is about to be written from the graph is a leaf as it is before."""
        if len(inputs) > 1 and called.short.endswith("_") and called.kind == "operation":
            target = whole(inputs[0][1])
            others = [each for _, each in inputs[1:] if each is not target]
            if not self._is_followed(target) and any(map(self._is_followed, others)):
                self.state.known(target)

    def record(self, call: CallInProgress) -> None:
        """Nodes, edges and steps of a finished call."""
        if call.called.kind == "initialise":
            return
        followed = call.called.short not in EMPTY and any(t.requires_grad for _, t in call.inputs)
        if not call.inputs or (call.called.kind == "factory" and not followed):
            self._note_factory(call)
            return
        outputs = call.results or self._written(call) or self._cut_off(call)
        outputs = [each for each in outputs if not (each.requires_grad and is_leaf(each))]
        if outputs:
            self._record_operation(call, outputs)

    def _written(self, call: CallInProgress) -> list[torch.Tensor]:
        """What an in-place call wrote, except parameters, `.grad` and data being prepared."""
        targets = distinct([whole(each) for each in call.mutated])
        return [each for each in targets if not self.write(call, each) and self._is_followed(each)]

    def _cut_off(self, call: CallInProgress) -> list[torch.Tensor]:
        """What `detach_` cut off; nothing is written, and nothing new comes out."""
        known = self.state.registry.get(call.args[0]) if call.called.short == CUT else None
        return [call.args[0]] if known is not None else []

    def _note_factory(self, call: CallInProgress) -> None:
        """A new leaf: nothing to record before it is used, except that it may be unwritten."""
        if call.called.short in EMPTY:
            for each in call.results:
                self.state.graph.unwritten.made(each)
        elif call.called.short in LITERALS:
            for each in call.results:
                self.state.registry.mark(each, "literal", True)

    def _is_followed(self, written: torch.Tensor) -> bool:
        """Whether anyone knows the tensor; data being prepared becomes a leaf when it is used."""
        return self.state.registry.get(written) is not None or written.requires_grad

    def _record_operation(self, call: CallInProgress, outputs: list[torch.Tensor]) -> None:
        graph = self.state.graph
        in_place = not call.results
        roots = [each.grad_fn for each in outputs if each.requires_grad and each.grad_fn]
        sources = [self._input(each, call, bool(roots)) for _, each in call.inputs]
        self.state.names.search(call.frame, [each for _, each in call.inputs if is_leaf(each)])
        new = graph.unknown_functions(roots)
        if not roots:
            self._untracked(call, outputs, sources)
        elif len(new) == 1:
            self._single(call, new[0], outputs, sources)
        elif new:
            self._composite(call, new, outputs, in_place)
        elif in_place:  # under no_grad: the value changes, and the gradient function does not
            self._untracked(call, outputs, sources)
        else:
            self._alias(call, outputs)

    def _input(self, tensor: torch.Tensor, call: CallInProgress, tracked: bool) -> Known:
        """What is known of an input, after taking in functions that made it unseen."""
        graph = self.state.graph
        buffer = call.called.short in STATEFUL and not tensor.requires_grad
        written = call.mutated
        mutated = buffer or (written != [] and any(tensor is each for each in written))
        if tracked and not mutated and not is_leaf(tensor):
            function = tensor.grad_fn
            if function is not None and function not in graph.index:
                note = REBUILT if tensor._is_view() else UNSEEN
                for each in graph.unknown_functions([function]):
                    graph.adopt(each, note=note)
                self._give(tensor, graph.index[function], tensor.output_nr, call.place)
        if not mutated:
            return self.state.known(tensor)
        registry = self.state.registry
        # Of a view that was written before, only the whole is known as it was.
        return registry.get(tensor) or registry.get(whole(tensor)) or self.state.known(tensor)

    def _give(self, tensor: torch.Tensor, node: int, output: int, place: Place) -> None:
        """An output and a forward step for an adopted node."""
        self.state.graph.new_tensor(tensor, node, output, "intermediate", None)
        self.state.graph.nodes[node].place = Place(place.file, place.line)
        forward_step(self.state, node, place)

    def _phase(self, call: CallInProgress) -> Phase:
        """What is computed from gradients, under no_grad, is for the parameters' update."""
        if torch.is_grad_enabled():
            return "forward"
        updating = any(self._is_of_update(each) for _, each in call.inputs)
        return "update" if updating else "forward"

    def _is_of_update(self, tensor: torch.Tensor) -> bool:
        registry, nodes = self.state.registry, self.state.graph.nodes
        known = registry.get(tensor)
        return registry.marked(tensor, "grad_of") is not None or (
            known is not None and nodes[known.node].phase == "update"
        )

    def _draft(self, call: CallInProgress, op: str) -> NodeDraft:
        return NodeDraft(
            op=op,
            function=call.called.name,
            place=call.place,
            call=self.state.modules.current,
            phase=self._phase(call),
            in_place=not call.results,
            hooked=has_saved_tensor_hooks(),
            note=self.state.remark,
        )

    def _untracked(
        self, call: CallInProgress, outputs: list[torch.Tensor], sources: list[Known]
    ) -> None:
        node = self.state.graph.add(self._draft(call, call.called.short.strip("_")))
        self._plain_edges(node, call.inputs, sources)
        for number, each in enumerate(outputs):
            self._output(each, node, number, call)
        forward_step(self.state, node, call.place)

    def _single(
        self,
        call: CallInProgress,
        function: Function,
        outputs: list[torch.Tensor],
        sources: list[Known],
    ) -> None:
        """A call that is one node: its inputs are the node's."""
        graph = self.state.graph
        node = graph.add(self._draft(call, operation_name(type(function).__name__)), function)
        slots = self._plain_edges(node, call.inputs, sources)
        self._outputs(call, node, function, outputs)
        graph.nodes[node].saved = saved_by(function, self.state, call.inputs, outputs)
        forward_step(self.state, node, call.place)
        if self.state.finite.full or call.mutated or graph.nodes[node].hooked:
            return
        if call.called.kind == "operation" and is_repeatable(call.args, call.kwargs):
            moving = {slot: number for number, slot in slots.items()}
            self.state.finite.remember(node, call.function, call.args, call.kwargs, moving)

    def _composite(
        self,
        call: CallInProgress,
        new: list[Function],
        outputs: list[torch.Tensor],
        in_place: bool,
    ) -> None:
        """A call that is several nodes; a repetition tells what is inside, where it is small."""
        graph = self.state.graph
        unseen = in_place or self.state.options.values == "structure"
        inner = {} if unseen else self.inside.of(call, new, outputs)
        for function in new:
            node = graph.add(self._draft(call, operation_name(type(function).__name__)), function)
            seen = inner.get(function)
            read = [each for each in call.inputs if is_read(each[1], function, seen)]
            self._plain_edges(node, read, [self.state.known(each) for _, each in read])
            self._outputs(call, node, function, outputs)
            if graph.nodes[node].outputs in ([], [None]):
                self._inner_output(node, seen)
            graph.nodes[node].saved = saved_by(function, self.state, call.inputs, outputs)
            forward_step(self.state, node, call.place)
            if seen is not None and seen.again is not None:
                self.state.finite.remember(node, *seen.again)

    def _inner_output(self, node: int, seen: Inner | None) -> None:
        """The value of an operation inside a call, which the program itself never holds."""
        graph = self.state.graph
        if seen is None or not seen.outputs:
            graph.nodes[node].note = (seen.note if seen else None) or NOT_LOOKED_AT
            graph.nodes[node].outputs = [None]
            return
        like = graph.snapshot_at(*seen.same) if seen.same else None
        for number, each in enumerate(seen.outputs):
            if each.is_floating_point() or each.is_complex():
                graph.inner_tensor(each, node, number, like)

    def _alias(self, call: CallInProgress, outputs: list[torch.Tensor]) -> None:
        """Results whose gradient functions are known already: another hold on the same tensor."""
        graph = self.state.graph
        for each in outputs:
            if each.grad_fn is not None and self.state.registry.get(each) is None:
                node = graph.index[each.grad_fn]
                graph.new_tensor(each, node, each.output_nr, "intermediate", None)

    def _outputs(
        self, call: CallInProgress, node: int, function: Function, outputs: list[torch.Tensor]
    ) -> None:
        own = [each for each in outputs if each.requires_grad and each.grad_fn is function]
        for each in own:
            self._output(each, node, each.output_nr, call)
        if len(own) == len(outputs):
            return
        untracked = [each for each in outputs if not each.requires_grad]
        first = len(self.state.graph.nodes[node].outputs)
        for number, each in enumerate(untracked if own else (), start=first):
            self._output(each, node, number, call)

    def _output(self, tensor: torch.Tensor, node: int, output: int, call: CallInProgress) -> None:
        state = self.state
        why = why_no_grad(tensor, call.called, call.inputs)
        known = state.graph.new_tensor(tensor, node, output, "intermediate", why)
        if tensor.requires_grad and state.graph.nodes[node].grad_fn is None:
            self._written_unnoticed(tensor, known)
        for each in call.mutated:
            if each is not tensor and each._base is tensor:
                state.registry.forget(each)  # its next use finds the function that torch rebuilds

    def _written_unnoticed(self, tensor: torch.Tensor, known: Known) -> None:
        """Under no_grad the content is new and the gradient function is not.

        Who reads the tensor from now on reads the new content along autograd's old edge.
        """
        graph, function = self.state.graph, tensor.grad_fn
        if function is not None and function in graph.index:
            there = graph.index[function], tensor.output_nr
            graph.output_snapshot[there] = known.snapshot

    def _plain_edges(
        self, node: int, inputs: list[Argument], sources: list[Known]
    ) -> dict[int, int]:
        """Edges for inputs that autograd has no edge for, and names for those it has.

        The slot of each input that autograd has an edge for, by its number among the inputs.
        """
        graph = self.state.graph
        taken: set[int] = set()
        slots = graph.nodes[node].slots
        free = [slot for slot in range(slots) if (node, slot) not in graph.slot_edge]
        extra = slots
        slot_of: dict[int, int] = {}
        for number, ((name, _), known) in enumerate(zip(inputs, sources, strict=True)):
            slot = graph.matching_slot(node, known, taken)
            if slot is not None:
                taken.add(slot)
                slot_of[number] = slot
                graph.name_argument(node, slot, name, known.index)
                continue
            target = free.pop(0) if free else extra
            extra += target == extra
            graph.connect(
                Edge(
                    source=known.node,
                    source_output=known.output,
                    target=node,
                    target_input=target,
                    tensor=known.index,
                    differentiable=False,
                    argument=name,
                )
            )
            graph.plain_inputs.setdefault(node, []).append((len(graph.edges) - 1, known.snapshot))
        return slot_of
