"""The first lesson computed by PyTorch itself: what each card must show after each step."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from chainrule.lessons import LESSONS

__all__ = ["LESSON", "Quantities", "quantities"]

LESSON = LESSONS[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantities:
    """Every tensor of the lesson by the name on its card; gradients as autograd gives them."""

    values: dict[str, Tensor]
    gradients: dict[str, Tensor]
    updated: dict[str, Tensor]
    locals: tuple[Tensor, ...]


def quantities() -> Quantities:
    """Run the lesson's program, then its passes again by hand, with nothing of ours about."""
    names: dict[str, object] = {}
    exec(compile(LESSON.program, "lesson", "exec"), names)
    model, X, y = names["model"], names["X"], names["y"]
    assert isinstance(model, torch.nn.Module)
    assert isinstance(X, Tensor)
    assert isinstance(y, Tensor)
    layer = model.linear_layer
    assert isinstance(layer, torch.nn.Linear)
    updated = {"weight": layer.weight.detach().clone(), "bias": layer.bias.detach().clone()}
    torch.manual_seed(1)
    fresh = torch.nn.Linear(3, 1)
    transposed = fresh.weight.t()
    prediction = torch.addmm(fresh.bias, X, transposed)
    loss = F.mse_loss(prediction, y)
    kept = {"weightᵀ": transposed, "prediction": prediction, "loss": loss}
    for tensor in kept.values():
        tensor.retain_grad()
    loss.backward()
    leaves = {"weight": fresh.weight, "bias": fresh.bias}
    gradients = {name: tensor.grad for name, tensor in (leaves | kept).items()}
    found = {name: grad for name, grad in gradients.items() if grad is not None}
    assert len(found) == 5
    values = {name: tensor.detach() for name, tensor in (leaves | kept).items()}
    return Quantities(
        values=values | {"X": X, "y": y},
        gradients=found,
        updated=updated,
        locals=(X, torch.ones(1), torch.eye(3), 2 * (prediction - y).detach()),
    )
