"""Real documents to read, and to spoil."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from chainrule.capture import run
from chainrule.trace import Options, Trace

__all__ = ["KEPT", "PROGRAMS", "document", "paths", "put", "spoilt"]

KEPT = Path(__file__).parents[1] / "fixtures" / "traces" / "version-1.json"

PROGRAMS = {
    "trained": """
import torch
model = torch.nn.Linear(2, 1)
optimiser = torch.optim.Adam(model.parameters(), lr=0.1)
for _ in range(2):
    out = model(torch.ones(3, 2))
    out.register_hook(lambda gradient: gradient * 2)
    out.pow(2).mean().backward()
    optimiser.step()
    optimiser.zero_grad()
print("trained")
""",
    "numbers of every kind": """
import torch
x = torch.tensor([0.0, -1.0, 1e30], requires_grad=True)
y = x.log() + x * 1e30
z = torch.tensor([complex("nan"), 1j]) * 2
(y.sum() + z.abs().sum() + torch.tensor([2**62, 1]).max() + torch.ones(9, 9).sum()).backward()
""",
    "fails": """
import torch
x = torch.ones(2, requires_grad=True)
y = x * 2
y @ torch.ones(3)
""",
    # A gradient function with more outputs than the program ever holds.
    "unseen outputs": """
import torch
class Parts(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2, 7, None
    @staticmethod
    def backward(ctx, *gradients):
        return gradients[0] * 2
x = torch.randn(3, requires_grad=True)
doubled, seven, nothing = Parts.apply(x)
doubled.sum().backward()
torch.utils.checkpoint.checkpoint(lambda t: t.split(1)[2].sin(), x, use_reentrant=True).backward()
""",
    "nothing": "",
}


@cache
def _recorded(name: str) -> str:
    return run(PROGRAMS[name], options=Options(small=9, exact=16)).to_json()


def document(name: str = "trained") -> dict[str, Any]:
    """The recorded program as plain JSON values, which the caller may change."""
    plain: dict[str, Any] = json.loads(_recorded(name))
    return plain


def spoilt(change: Callable[[dict[str, Any]], object], name: str = "trained") -> dict[str, Any]:
    """A real document, known to be sound, after one change."""
    changed = document(name)
    Trace.from_dict(changed)
    change(changed)
    return changed


def paths(value: Any, to: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every field and item of a document, the document itself first."""
    yield to
    items = value.items() if isinstance(value, dict) else ()
    for key, item in items if isinstance(value, dict) else enumerate(_listed(value)):
        yield from paths(item, (*to, key))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """`value` with `new` at `path`."""
    if not path:
        return new
    holder = value
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = new
    return value
