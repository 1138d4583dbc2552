"""PyTorch's own databases of operators, modules and optimisers, as subjects."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import torch
from torch.testing._internal.common_methods_invocations import op_db
from torch.testing._internal.common_modules import module_db
from torch.testing._internal.common_optimizers import optim_db

from tests.conformance.subject import Subject, tensors

MOST_SAMPLES = 3
Leaves = tuple[list[torch.Tensor], Callable[[], Any]]


def operators(samples: int = MOST_SAMPLES) -> Iterator[Subject]:
    """Every differentiable operator with its first sample inputs."""
    for info in op_db:
        if torch.float32 not in info.supported_backward_dtypes("cpu"):
            continue
        torch.manual_seed(0)
        name = f"{info.name}.{info.variant_test_name}".rstrip(".")
        inputs = info.sample_inputs("cpu", torch.float32, requires_grad=True)
        for number, sample in zip(range(samples), inputs, strict=False):
            yield Subject(f"{name} #{number}", partial(_operator, info.op, sample))


def _operator(op: Callable[..., Any], sample: Any) -> Leaves:
    arguments = _detached((sample.input, sample.args, sample.kwargs))
    first, args, kwargs = arguments
    leaves = [each for each in tensors([first, list(args), kwargs]) if each.requires_grad]
    return leaves, lambda: op(first, *args, **kwargs)


def _detached(value: Any) -> Any:
    """The same arguments with fresh leaves."""
    if isinstance(value, torch.Tensor):
        return value.detach().clone().requires_grad_(value.requires_grad)
    if isinstance(value, dict):
        return {key: _detached(each) for key, each in value.items()}
    if type(value) in (list, tuple):
        return type(value)(_detached(each) for each in value)
    return value


def modules() -> Iterator[Subject]:
    """Every module of `torch.nn` with its first inputs, in training mode."""
    for info in module_db:
        torch.manual_seed(0)
        inputs = info.module_inputs_func(
            info, device="cpu", dtype=torch.float32, requires_grad=True, training=True
        )
        for number, sample in zip(range(2), inputs, strict=False):
            yield Subject(f"{info.name} #{number}", partial(_module, info, sample))


def _module(info: Any, sample: Any) -> Leaves:
    built = sample.constructor_input
    module = info.module_cls(*_detached(built.args), **_detached(built.kwargs))
    given = sample.forward_input
    args, kwargs = _detached(tuple(given.args)), _detached(given.kwargs)
    leaves = [*module.parameters(), *(e for e in tensors([list(args), kwargs]) if e.requires_grad)]
    return leaves, lambda: module(*args, **kwargs)


def optimizers() -> Iterator[Subject]:
    """Every optimiser, two steps of it; the parameters that come out are the outputs."""
    for info in optim_db:
        inputs = info.optim_inputs_func(device="cpu")
        for number, sample in zip(range(3), inputs, strict=False):
            name = f"{info.optim_cls.__name__} #{number}"
            yield Subject(name, partial(_optimizer, info, sample))


def _optimizer(info: Any, sample: Any) -> Leaves:
    torch.manual_seed(0)
    weight = torch.randn(3, 2, requires_grad=True)
    bias = torch.randn(3, requires_grad=True)
    features = torch.randn(4, 2)
    matrices_only = info.optim_cls.__name__ == "Muon"
    trained = [weight] if matrices_only else [weight, bias]
    optimizer = info.optim_cls(trained, **sample.kwargs)

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = ((features @ weight.T + bias) ** 2).mean()
        loss.backward()
        return loss

    def steps() -> torch.Tensor:
        for _ in range(2):
            optimizer.step(closure) if info.step_requires_closure else (closure(), optimizer.step())
        return weight.sum() + bias.sum()

    return [weight, bias], steps
