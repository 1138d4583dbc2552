"""Why a tensor gets no gradient, said where it is made."""

import torch

from chainrule.capture.arguments import Argument
from chainrule.capture.functions import Called

__all__ = ["why_no_grad"]

DETACHING = {"detach", "detach_", "data", "tensor", "new_tensor"}


def why_no_grad(tensor: torch.Tensor, called: Called, inputs: list[Argument]) -> str | None:
    """A sentence, or None for a tensor that requires grad."""
    if tensor.requires_grad:
        return None
    if not any(each.requires_grad for _, each in inputs):
        return f"{called.short} read only tensors that do not require grad"
    if called.short in DETACHING:
        return f"{called.short} cuts the tensor off from the graph"
    if torch.is_inference_mode_enabled():
        return "made inside torch.inference_mode(), where autograd records nothing"
    if not torch.is_grad_enabled():
        return "made inside torch.no_grad(), where autograd records nothing"
    if not (tensor.is_floating_point() or tensor.is_complex()):
        return f"{called.short} gives {tensor.dtype} numbers, which have no derivative"
    return f"{called.short} is not differentiable"
