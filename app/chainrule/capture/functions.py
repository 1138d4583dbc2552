"""What the program's calls into torch are: which to look at, and what each is called."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import GetSetDescriptorType
from typing import Any

import torch

__all__ = ["Called", "describe"]

# Properties that give another tensor; every other property is only looked at.
TENSOR_PROPERTIES = {"T", "mT", "H", "mH", "real", "imag", "data"}

# Calls that compute nothing a reader would follow.
SILENT = {
    "backward", "size", "dim", "numel", "stride", "storage_offset", "is_floating_point",
    "is_complex", "is_contiguous", "data_ptr", "untyped_storage", "element_size", "nelement",
    "__len__", "__repr__", "__format__", "__hash__", "__bool__", "__float__", "__int__",
    "__index__", "__contains__", "__iter__", "is_inference",
    "__deepcopy__", "__reduce_ex__", "is_same_size", "equal", "allclose",
    "is_nonzero", "get_device", "manual_seed", "seed", "is_signed", "_is_view",
    "ndimension", "result_type", "can_cast", "__dir__", "__setstate__", "is_conj",
    "is_neg", "is_pinned",
}  # fmt: skip

# Calls that take a tensor's numbers out of torch.
READING = {"item", "tolist", "numpy", "__array__"}

# Calls whose result is new data, unless they are given a tensor that requires grad.
FACTORIES = {
    "tensor", "as_tensor", "from_numpy", "empty_like", "zeros_like", "ones_like", "full_like",
    "rand_like", "randn_like", "randint_like", "new_empty", "new_zeros", "new_ones", "new_full",
    "new_tensor", "empty_strided", "new_empty_strided",
}  # fmt: skip
EMPTY = {"empty", "empty_like", "new_empty", "empty_strided", "new_empty_strided"}
# Calls that may draw random numbers inside: their generator state is kept for a repetition.
RANDOM = {
    "multi_head_attention_forward", "scaled_dot_product_attention", "rrelu", "dropout", "dropout1d",
    "dropout2d", "dropout3d", "alpha_dropout", "feature_dropout", "feature_alpha_dropout",
    "gumbel_softmax", "lstm", "gru", "rnn_tanh", "rnn_relu", "svd_lowrank", "pca_lowrank",
}  # fmt: skip
# New tensors whose numbers stand in the program's text.
LITERALS = {"tensor", "as_tensor", "zeros", "ones", "full", "eye", "arange", "linspace"}
ACCESS = {"__get__", "__set__", "__delete__"}
INITIALISERS = "torch.nn.init."


@dataclass(frozen=True, slots=True)
class Called:
    """A torch function that a program calls.

    `kind` is "silent" (nothing to record), "read" (numbers for Python), "factory", "initialise",
    "grad" (the setter of `.grad`), "hook" (`register_hook`), "retain" (`retain_grad`), "require"
    (`requires_grad_`, and the setter), "data" (`.data`), "set data" (its setter), "custom" (a
    custom autograd function) or "operation".
    """

    name: str
    short: str
    kind: str
    arguments: tuple[str, ...]


SPECIAL = {
    "torch.Tensor.grad.__set__": "grad",
    "torch.Tensor.grad.__delete__": "grad",
    "torch.Tensor.register_hook": "hook",
    "torch.Tensor.retain_grad": "retain",
    "torch.Tensor.requires_grad_": "require",
    "torch.Tensor.requires_grad.__set__": "require",
    "torch.Tensor.data.__get__": "data",
    "torch.Tensor.data.__set__": "set data",
    "torch.autograd.grad": "silent",
    "torch.autograd.backward": "silent",
}

_described: dict[Any, Called] = {}


def describe(function: Callable[..., Any]) -> Called:
    """What `function` is, from the tables above."""
    called = _described.get(function)
    if called is None:
        called = _described[function] = _describe(function)
    return called


def _describe(function: Callable[..., Any]) -> Called:
    name = _name(function)
    short = _short(name)
    return Called(name, short, _kind(name, short), _arguments(function))


def _name(function: Callable[..., Any]) -> str:
    """The public name of `function`, the one that a program would write."""
    own = str(getattr(function, "__name__", type(function).__name__))
    if getattr(torch, own, None) is function:
        return f"torch.{own}"
    descriptor = getattr(function, "__self__", None)
    if own in ACCESS and isinstance(descriptor, GetSetDescriptorType | property):
        return f"torch.Tensor.{getattr(descriptor, '__name__', 'property')}.{own}"
    return _public_names().get(id(function)) or f"{getattr(function, '__module__', 'torch')}.{own}"


# Where public functions are, besides `torch` itself.
PLACES: dict[str, Any] = {
    "torch.functional": torch.functional,
    "torch.nn.functional": torch.nn.functional,
    "torch.nn.init": torch.nn.init,
    "torch.Tensor": torch.Tensor,
    "torch.linalg": torch.linalg,
    "torch.fft": torch.fft,
    "torch.special": torch.special,
}


@cache
def _public_names() -> dict[int, str]:
    """Functions, by identity, and the places where a program finds them.

    `torch.overrides.resolve_name` would import all of torch for the answer, compilers included.
    """
    names: dict[int, str] = {}
    for place, holder in PLACES.items():
        for name in dir(holder):
            function = getattr(holder, name, None)
            if callable(function):
                names[id(function)] = f"{place}.{name}"
    return names


def _short(name: str) -> str:
    """The function's own name: "torch.Tensor.T.__get__" → "T", "torch.Tensor.add" → "add"."""
    parts = name.split(".")
    return parts[-2] if parts[-1] in ACCESS and len(parts) > 1 else parts[-1]


def _kind(name: str, short: str) -> str:
    if name in SPECIAL:
        return SPECIAL[name]
    if name.endswith((".__get__", ".__set__", ".__delete__")):
        return "operation" if short in TENSOR_PROPERTIES else "silent"
    if name.startswith(INITIALISERS):
        return "initialise"
    if short in FACTORIES:
        return "factory"
    if short in READING:
        return "read"
    return "silent" if short in SILENT else "operation"


def _arguments(function: Callable[..., Any]) -> tuple[str, ...]:
    """Parameter names by position; builtins have none to ask for, except those in the table."""
    try:
        return tuple(inspect.signature(function).parameters)
    except (ValueError, TypeError):
        return BUILTIN_ARGUMENTS.get(getattr(function, "__name__", ""), ())


BUILTIN_ARGUMENTS = {
    "linear": ("input", "weight", "bias"),
    "conv1d": ("input", "weight", "bias"),
    "conv2d": ("input", "weight", "bias"),
    "conv3d": ("input", "weight", "bias"),
    "bilinear": ("input1", "input2", "weight", "bias"),
    "matmul": ("input", "other"),
    "mm": ("input", "mat2"),
    "bmm": ("input", "mat2"),
    "addmm": ("input", "mat1", "mat2"),
    "add": ("input", "other"),
    "sub": ("input", "other"),
    "mul": ("input", "other"),
    "div": ("input", "other"),
    "pow": ("input", "exponent"),
    "where": ("condition", "input", "other"),
    "scaled_dot_product_attention": ("query", "key", "value", "attn_mask"),
}
