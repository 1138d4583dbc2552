"""A row's numeric form, and how it is compared with PyTorch's gradient function."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor

__all__ = [
    "Array",
    "Check",
    "Pointwise",
    "Sampler",
    "check",
    "coarse",
    "compare",
    "complex_normal",
    "names_of",
    "normal",
    "positive",
    "spread",
    "unit",
]

Array = Any
Sampler = Callable[[Generator], Array]


@dataclass(frozen=True, kw_only=True)
class Check:
    """`formula(*inputs, y, g)` gives the gradient of each input, for g arriving at y.

    With several outputs y and g are tuples. `direct`: the gradient function is connected to the
    inputs themselves, in the order in which they are given. `elsewhere`: this machine's PyTorch
    builds the same function out of others, so that only the numbers can be compared.
    """

    grad_fn: str
    inputs: tuple[Sampler, ...]
    forward: Callable[..., Tensor | tuple[Tensor, ...]]
    formula: Callable[..., Any]
    direct: bool = True
    elsewhere: bool = False
    tolerance: float = 1e-6


@dataclass(frozen=True, kw_only=True)
class Pointwise:
    """An elementwise row: its own LaTeX is the formula; parameters of `forward` are its letters."""

    grad_fn: str
    forward: Callable[..., Tensor]
    domains: Mapping[str, Sampler] = field(default_factory=dict)
    constants: Mapping[str, float] = field(default_factory=dict)
    direct: bool = True
    forward_formula: bool = True


def check(
    grad_fn: str,
    forward: Callable[..., Tensor | tuple[Tensor, ...]],
    formula: Callable[..., Any],
    *inputs: Sampler,
    direct: bool = True,
    elsewhere: bool = False,
    tolerance: float = 1e-6,
) -> Check:
    """A row of a table of checks; without inputs it is one (4, 5) tensor of distinct numbers."""
    return Check(
        grad_fn=grad_fn,
        forward=forward,
        formula=formula,
        inputs=inputs or (spread(4, 5),),
        direct=direct,
        elsewhere=elsewhere,
        tolerance=tolerance,
    )


def normal(*shape: int) -> Sampler:
    return lambda rng: rng.normal(size=shape)


def positive(*shape: int) -> Sampler:
    return lambda rng: rng.uniform(0.2, 2.0, size=shape)


def unit(*shape: int) -> Sampler:
    return lambda rng: rng.uniform(0.05, 0.95, size=shape)


def coarse(*shape: int) -> Sampler:
    """Whole numbers from −2 to 2, so that ties, zeros and corners occur."""
    return lambda rng: rng.integers(-2, 3, size=shape).astype(float)


def spread(*shape: int) -> Sampler:
    """Distinct numbers in random order, so that there is no tie."""
    return lambda rng: rng.permutation(np.linspace(-2, 2, int(np.prod(shape)))).reshape(shape)


def complex_normal(*shape: int) -> Sampler:
    return lambda rng: rng.normal(size=shape) + 1j * rng.normal(size=shape)


def names_of(function: Callable[..., Any]) -> tuple[str, ...]:
    """The letters that a pointwise forward takes: its parameters."""
    return tuple(inspect.signature(function).parameters)


def compare(check: Check, rng: Generator) -> torch.autograd.graph.Node:
    """Asserts that the check's formula is PyTorch's gradient; returns the gradient function."""
    arrays = [sample(rng) for sample in check.inputs]
    tensors = [torch.tensor(array, requires_grad=True) for array in arrays]
    result = check.forward(*tensors)
    outputs = result if isinstance(result, tuple) else (result,)
    node = outputs[0].grad_fn
    assert check.elsewhere or type(node).__name__ == check.grad_fn
    if check.direct and not check.elsewhere:
        _connected(node, tensors)
    arriving = [_like(output, rng) for output in outputs]
    left = torch.autograd.grad(
        outputs, tensors, [torch.tensor(g) for g in arriving], allow_unused=True
    )
    values = [output.detach().resolve_conj().numpy(force=True) for output in outputs]
    single = len(outputs) == 1
    y, g = (values[0], arriving[0]) if single else (tuple(values), tuple(arriving))
    expected = check.formula(*arrays, y, g)
    expected = expected if isinstance(expected, tuple) else (expected,)
    assert len(expected) == len(tensors)
    for gradient, wanted, array in zip(left, expected, arrays, strict=True):
        found = (
            np.zeros_like(array) if gradient is None else gradient.resolve_conj().numpy(force=True)
        )
        assert np.shape(wanted) == np.shape(found), "a gradient has the shape of its tensor"
        np.testing.assert_allclose(found, wanted, rtol=check.tolerance, atol=check.tolerance / 100)
    return node


def _connected(node: torch.autograd.graph.Node, tensors: list[Tensor]) -> None:
    """Slot after slot, the gradient function leads to the inputs in their order."""
    sources = [source for source, _ in node.next_functions if source is not None]
    assert [source.variable for source in sources] == list(map(_Same, tensors))


@dataclass(frozen=True)
class _Same:
    tensor: Tensor

    def __eq__(self, other: object) -> bool:
        return self.tensor is other


def _like(output: Tensor, rng: Generator) -> Array:
    real = rng.normal(size=output.shape)
    return real + 1j * rng.normal(size=output.shape) if output.is_complex() else real
