"""What changes parameters and their `.grad` outside the backward pass."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch

from chainrule.capture.calls import CallInProgress
from chainrule.capture.source import Place
from chainrule.capture.state import State
from chainrule.capture.steps import update_by_hand
from chainrule.capture.tensors import Known, is_leaf
from chainrule.rules.optimisers import update_rule
from chainrule.trace import (
    Cleared,
    HookStep,
    NamedSnapshot,
    Optimizer,
    Setting,
    UpdateStep,
    ZeroGradStep,
)

__all__ = ["Updates"]


@dataclass(slots=True)
class Before:
    """A parameter as it was before the optimiser's step."""

    parameter: torch.Tensor
    known: Known
    settings: Mapping[str, Any]
    value: int | None
    grad: int | None
    state: tuple[NamedSnapshot, ...]


@dataclass(slots=True)
class Updates:
    """Optimiser steps, updates by hand, `.grad` set, scaled or cleared."""

    state: State
    stepping: list[list[Before]] = field(default_factory=list)

    def begin_step(self, optimizer: torch.optim.Optimizer, has_closure: bool, inner: bool) -> None:
        """Before an optimiser's step; an `inner` one is part of another, or beyond the limit."""
        before: list[Before] = []
        self.stepping.append(before)
        for group in () if inner else optimizer.param_groups:
            settings = {key: value for key, value in group.items() if key != "params"}
            for parameter in group["params"]:
                if parameter.grad is not None or has_closure:
                    before.append(self._before(optimizer, parameter, settings))
        self.state.names.search(self.state.sources.frame(), [each.parameter for each in before])

    def _before(
        self, optimizer: torch.optim.Optimizer, parameter: torch.Tensor, settings: dict[str, Any]
    ) -> Before:
        known = self.state.graph.known(parameter)
        return Before(
            parameter=parameter,
            known=known,
            settings=settings,
            value=known.snapshot,
            grad=self._grad_now(parameter, known),
            state=self._optimizer_state(optimizer, parameter),
        )

    def _grad_now(self, parameter: torch.Tensor, known: Known) -> int | None:
        if parameter.grad is None:
            return None
        before = self.state.grads.now.get(known.index)
        return self.state.snapshots.take_or_keep(parameter.grad, "grad", known.index, before)

    def end_step(self, optimizer: torch.optim.Optimizer) -> None:
        """After an optimiser's step: one update step per parameter that it had a gradient for."""
        place = self.state.sources.place(self.state.sources.frame())
        for before in self.stepping.pop():
            if before.grad is not None or before.parameter.grad is not None:
                self._add_update(optimizer, before, place)

    def _add_update(self, optimizer: torch.optim.Optimizer, before: Before, place: Place) -> None:
        known = self.state.graph.known(before.parameter)
        after = known.snapshot
        if after == before.value:  # a fused kernel may write without counting
            after = self.state.graph.refresh(before.parameter, known)
        grad = before.grad
        if grad is None:
            grad = self._grad_now(before.parameter, known)
        state_after = self._optimizer_state(optimizer, before.parameter)
        settings = tuple(_setting(key, value) for key, value in before.settings.items())
        kind = type(optimizer).__name__
        rule = update_rule(
            kind, {each.name: each.value for each in settings}, first=not before.state
        )

        def make(step_id: str) -> UpdateStep:
            return UpdateStep(
                id=step_id,
                tensor=known.index,
                node=known.node,
                optimizer=Optimizer(type=kind, settings=settings),
                before=before.value,
                grad=grad,
                state_before=before.state,
                state_after=state_after,
                after=after,
                rule="\n".join(rule.lines) if rule else None,
                file=place.file,
                line=place.line,
            )

        self.state.timeline.add("update", make)

    def _optimizer_state(
        self, optimizer: torch.optim.Optimizer, parameter: torch.Tensor
    ) -> tuple[NamedSnapshot, ...]:
        found = []
        for name, value in optimizer.state.get(parameter, {}).items():
            snapshot = self._state_snapshot(value)
            if snapshot is not None:
                found.append(NamedSnapshot(name=str(name), snapshot=snapshot))
        return tuple(found)

    def _state_snapshot(self, value: Any) -> int | None:
        if isinstance(value, torch.Tensor):
            return self.state.snapshots.take(value, "state", None)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return self.state.snapshots.scalar(value, "state")
        return None

    @contextmanager
    def clearing(self, parameters: list[torch.Tensor]) -> Iterator[None]:
        """Whatever runs inside clears the `.grad` of these parameters."""
        with self.state.pause():
            had = [each for each in parameters if each.grad is not None]
            before = [self._cleared_from(each) for each in had]
            yield
            place = self.state.sources.place(self.state.sources.frame())
            cleared = [
                Cleared(tensor=known.index, before=snapshot, after=self._after(each, known))
                for each, (known, snapshot) in zip(had, before, strict=True)
            ]
        self._add_zero_grad(cleared, place)

    def _cleared_from(self, parameter: torch.Tensor) -> tuple[Known, int | None]:
        known = self.state.graph.known(parameter)
        return known, self._grad_now(parameter, known)

    def _after(self, parameter: torch.Tensor, known: Known) -> int | None:
        after = self.state.snapshots.take(parameter.grad, "grad", known.index)
        self.state.grads.now[known.index] = after
        return after

    def _add_zero_grad(self, cleared: list[Cleared], place: Place) -> None:
        def make(step_id: str) -> ZeroGradStep:
            return ZeroGradStep(
                id=step_id, cleared=tuple(cleared), file=place.file, line=place.line
            )

        self.state.timeline.add("zero_grad", make)

    def set_grad(self, call: CallInProgress) -> None:
        """`leaf.grad = …` or `del leaf.grad`."""
        leaf = call.args[0]
        known = self.state.registry.get(leaf)
        if known is None:
            return
        before = self.state.grads.now.get(known.index)
        after = self._after(leaf, known)
        if leaf.grad is None:
            if before is not None:
                cleared = Cleared(tensor=known.index, before=before, after=None)
                self._add_zero_grad([cleared], call.place)
        else:
            self.state.registry.mark(leaf.grad, "grad_of", known)
            self._add_hook(known, before, after, call.called.name, call.place)

    def data(self, call: CallInProgress) -> None:
        """`tensor.data`: another hold on its memory, which autograd does not watch."""
        registry, tensor = self.state.registry, call.args[0]
        owner = registry.marked(tensor, "grad_of")
        for each in call.results:
            if owner is not None:
                registry.mark(each, "grad_of", owner)
            elif is_leaf(tensor):
                registry.mark(each, "data_of", tensor)
        self.state.may_change_unseen(tensor)

    def set_data(self, call: CallInProgress) -> None:
        """`tensor.data = …`: of a leaf an update by hand, of another tensor a new value."""
        tensor = call.args[0]
        known = self.state.registry.get(tensor)
        if known is None:
            return
        before = known.snapshot
        if self.state.snapshots.take_or_keep(tensor, "value", known.index, before) == before:
            return  # `w.data -= …` sets what it has written already
        if is_leaf(tensor) and tensor.requires_grad:
            self._by_hand(call, tensor)
        else:
            self.state.graph.refresh(tensor, known)

    def written(self, call: CallInProgress, tensor: torch.Tensor) -> bool:
        """Whether an in-place write changed a parameter or a `.grad`, and was recorded as such."""
        registry = self.state.registry
        leaf = registry.marked(tensor, "data_of")
        if leaf is not None and registry.get(leaf) is not None:
            self._by_hand(call, leaf)
            return True
        known = registry.marked(tensor, "grad_of")
        if known is not None:
            self._grad_written(call, tensor, known)
            return True
        if tensor.requires_grad and is_leaf(tensor):
            if registry.get(tensor) is not None:
                self._by_hand(call, tensor)
            return True
        return False

    def _grad_written(self, call: CallInProgress, grad: torch.Tensor, known: Known) -> None:
        before = self.state.grads.now.get(known.index)
        after = self.state.snapshots.take(grad, "grad", known.index)
        self.state.grads.now[known.index] = after
        if call.called.short == "zero_":
            cleared = Cleared(tensor=known.index, before=before, after=after)
            self._add_zero_grad([cleared], call.place)
        else:
            name = call.through or call.called.name
            self._add_hook(known, before, after, name, call.place)

    def _add_hook(
        self, known: Known, before: int | None, after: int | None, hook: str, place: Place
    ) -> None:
        def make(step_id: str) -> HookStep:
            return HookStep(
                id=step_id,
                node=known.node,
                output=known.output,
                before=before,
                after=after,
                hook=hook,
                file=place.file,
                line=place.line,
            )

        self.state.timeline.add("hook", make)

    def _by_hand(self, call: CallInProgress, leaf: torch.Tensor) -> None:
        known = self.state.registry.get(leaf)
        assert known is not None
        before = known.snapshot
        self.state.graph.refresh(leaf, known)
        grad = self.state.grads.now.get(known.index)
        update_by_hand(self.state, known, before, grad, call.place)


def _setting(name: str, value: Any) -> Setting:
    plain = isinstance(value, bool | int | float | str) or value is None
    return Setting(name=name, value=value if plain else str(value))
