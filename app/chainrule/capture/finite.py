"""Local derivatives checked against finite differences of the operation itself.

Nothing of autograd takes part: the operation is called again, in double precision, with each
element of each input moved a little up and a little down. It happens when the run is over.
"""

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from chainrule.capture.arguments import DEEPEST, tensors_in
from chainrule.trace import BackwardStep, Local, Options, Snapshot

__all__ = ["FiniteDifferences", "Recipe"]

# Relative to the element that is moved.
STEP = 1e-6
# What rounding may cost before a measurement says nothing.
MOST_NOISE = 1e-5
# What finite differences say nothing about: in double precision these would be other operations,
CONVERSIONS = {"to", "_to_copy", "type", "type_as", "float", "double", "half", "bfloat16"}
# these read one triangle of a symmetric matrix, of which no element moves alone,
SYMMETRIC = {"cholesky", "cholesky_ex", "eigh", "eigvalsh", "linalg_eigh", "linalg_cholesky_ex"}
SYMMETRIC |= {"linalg_cholesky", "linalg_eigvalsh", "_linalg_eigh"}
# and these round, and pass the gradient on as if they did not.
ROUNDING = {"fake_quantize_per_tensor_affine", "fake_quantize_per_channel_affine"}
# Nor where the call itself asks for less.
PRECISE = (torch.float64, torch.complex128)
# These give several tensors, with a node for each, and the first alone would be looked at.
SEVERAL = {"broadcast_tensors"}
UNSUITED = CONVERSIONS | SYMMETRIC | ROUNDING | SEVERAL


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to compute an operation again: its function, and copies of what it was given.

    `moving` holds, per input slot of the node, which of the real tensors among the arguments it is.
    """

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    moving: Mapping[int, int]

    def values(self, tensors: Sequence[torch.Tensor]) -> torch.Tensor | None:
        """The first output, for other tensors in place of those given."""
        remaining = iter(tensors)
        args = _filled(self.args, remaining)
        result = self.function(*args, **_filled(dict(self.kwargs), remaining))
        return next(iter(tensors_in(result)), None)


@dataclass(slots=True)
class FiniteDifferences:
    """Recipes of the run's small operations, and a budget of evaluations to check them with."""

    options: Options
    recipes: dict[int, Recipe] = field(default_factory=dict)
    spent: int = 0

    @property
    def full(self) -> bool:
        """Whether as many operations are remembered as may be; without values, none is of use."""
        if self.options.values == "structure":
            return True
        return len(self.recipes) >= self.options.local_nodes

    def remember(
        self,
        node: int,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
        moving: Mapping[int, int],
    ) -> None:
        """Keep what it takes to compute a node again, if it is small enough to be checked."""
        if self.full:
            return
        given = [*tensors_in(args), *tensors_in(kwargs)]
        size = sum(each.numel() for each in given)
        name = str(getattr(function, "__name__", ""))
        if name.partition(".")[0] in UNSUITED:
            return
        strided = all(each.layout is torch.strided for each in given)
        if strided and moving and size <= self.options.local:
            self.recipes[node] = Recipe(function, _copied(args), _copied(kwargs), moving)

    def check(self, step: BackwardStep, snapshots: Sequence[Snapshot]) -> BackwardStep:
        """The step with each local derivative's largest difference from finite differences."""
        recipe = self.recipes.get(step.node)
        if recipe is None or not step.local:
            return step
        checked = tuple(self._check(each, recipe, snapshots) for each in step.local)
        return dataclasses.replace(step, local=checked)

    def _check(self, local: Local, recipe: Recipe, snapshots: Sequence[Snapshot]) -> Local:
        moved = recipe.moving.get(local.input)
        values = snapshots[local.snapshot].values
        if moved is None or values is None or local.output != 0:
            return local
        jacobian = torch.tensor(values, dtype=torch.float64)
        scale = max(1.0, float(jacobian.abs().max())) if values else 1.0
        try:
            measured = self._measure(recipe, moved, scale)
        except (RuntimeError, TypeError, ValueError, IndexError, NotImplementedError):
            return local  # an operation that does not work in double precision stays unchecked
        if measured is None or measured.numel() != jacobian.numel():
            return local
        largest = float((measured.reshape(-1) - jacobian).abs().max())
        if not math.isfinite(largest) or not math.isfinite(scale):
            return local
        return dataclasses.replace(local, difference=largest / scale)

    def _measure(self, recipe: Recipe, moved: int, scale: float) -> torch.Tensor | None:
        """Central differences, an output element per row and an input element per column.

        None where rounding alone could make them differ by much, next to derivatives of `scale`.
        """
        given = [*tensors_in(recipe.args), *tensors_in(recipe.kwargs)]
        doubles = [each.double() if each.is_floating_point() else each for each in given]
        count = doubles[moved].numel()
        if self._draws_random_numbers(recipe, doubles):
            return None
        if self.spent + 2 * count > self.options.checks:
            return None
        self.spent += 2 * count
        columns = []
        for element in range(count):
            step = STEP * (abs(float(doubles[moved].view(-1)[element])) or 1.0)
            up, down = (self._moved(recipe, doubles, moved, element, by) for by in (step, -step))
            if up is None or down is None or up.dtype not in PRECISE:
                return None
            if _noise(up, step) > MOST_NOISE * scale:
                return None
            columns.append((up - down).reshape(-1) / (2 * step))
        return torch.stack(columns, dim=1) if columns else None

    def _draws_random_numbers(self, recipe: Recipe, given: list[torch.Tensor]) -> bool:
        before = torch.get_rng_state()
        recipe.values(given)
        return not torch.equal(before, torch.get_rng_state())

    def _moved(
        self, recipe: Recipe, doubles: list[torch.Tensor], moved: int, element: int, by: float
    ) -> torch.Tensor | None:
        there = doubles[moved].clone()
        there.view(-1)[element] += by
        return recipe.values([*doubles[:moved], there, *doubles[moved + 1 :]])


def _noise(value: torch.Tensor, step: float) -> float:
    """How far rounding of an output of this size may shift a difference over `step`."""
    size = float(value.abs().max()) if value.numel() else 0.0
    return size * torch.finfo(torch.float64).eps / step


def _copied(value: Any, depth: int = 0) -> Any:
    """`value` with copies of its tensors, which the program may write to later."""
    if isinstance(value, torch.Tensor):
        return value.detach().clone(memory_format=torch.contiguous_format)
    if isinstance(value, list | tuple) and depth < DEEPEST:
        items = [_copied(each, depth + 1) for each in value]
        return type(value)(items) if type(value) in (list, tuple) else value
    if isinstance(value, Mapping) and depth < DEEPEST:
        return {key: _copied(each, depth + 1) for key, each in value.items()}
    return value


def _filled(value: Any, tensors: Any, depth: int = 0) -> Any:
    """`value` with its tensors, in order, replaced by the next ones."""
    if isinstance(value, torch.Tensor):
        return next(tensors)
    if isinstance(value, list | tuple) and depth < DEEPEST:
        items = [_filled(each, tensors, depth + 1) for each in value]
        return type(value)(items) if type(value) in (list, tuple) else value
    if isinstance(value, dict) and depth < DEEPEST:
        return {key: _filled(each, tensors, depth + 1) for key, each in value.items()}
    return value
