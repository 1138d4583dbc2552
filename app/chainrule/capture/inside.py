"""What is inside the program's calls, looked at as far as it is cheap."""

from dataclasses import dataclass

import torch

from chainrule.capture.arguments import is_repeatable
from chainrule.capture.calls import CallInProgress
from chainrule.capture.gradients import Function
from chainrule.capture.shadow import MOST_ELEMENTS, Inner, look_inside
from chainrule.capture.views import views_inside

__all__ = ["Inside"]

# Larger calls are repeated too, until they have read so many elements in one recording.
MOST_REPEATED = 1 << 18


@dataclass(slots=True)
class Inside:
    """Looks into one recording's calls; `repeated` is how much the large ones have read again."""

    repeated: int = 0

    def of(
        self, call: CallInProgress, new: list[Function], outputs: list[torch.Tensor]
    ) -> dict[Function, Inner]:
        """What each of a finished call's gradient functions `new` gave, where that is known."""
        if call.mutated:
            return {}
        size = sum(each.numel() for _, each in call.inputs)
        seen: dict[Function, Inner] = {}
        if size > MOST_ELEMENTS:
            seen = views_inside([each for _, each in call.inputs], outputs, new)
            results = {each.grad_fn for each in outputs if each.requires_grad}
            if results.union(seen).issuperset(new) or self.repeated + size > MOST_REPEATED:
                return seen
            self.repeated += size
        if not is_repeatable(call.args, call.kwargs):
            return seen
        again = look_inside(call.function, call.args, call.kwargs, outputs, new, call.random_state)
        return {**seen, **again}
