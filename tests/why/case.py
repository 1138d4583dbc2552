"""A small program, a tensor of it, and what the answer must be."""

from dataclasses import dataclass

from chainrule.why import Reason, Verdict

__all__ = ["Case", "F", "V", "W", "case"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Asked of `tensor` at the end; `says` must all be in the sentences."""

    name: str
    program: str
    verdict: Verdict
    reason: Reason
    says: tuple[str, ...] = ()
    tensor: str = "w"


def case(
    name: str,
    program: str,
    verdict: Verdict,
    reason: Reason,
    *says: str,
    tensor: str = "w",
) -> Case:
    return Case(
        name=name, program=program, verdict=verdict, reason=reason, says=says, tensor=tensor
    )


W = "import torch\nw = torch.tensor([1.0, -2.0, 3.0], requires_grad=True)\n"
V = W + "v = torch.tensor([1.0, 1.0, 2.0], requires_grad=True)\n"
F = "import torch.nn.functional as F\n"
