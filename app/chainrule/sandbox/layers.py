"""The layers of the lock-down, in the order in which they are put on."""

from typing import Literal

__all__ = ["COLD", "LAYERS", "Layer"]

Layer = Literal["capabilities", "limits", "landlock", "seccomp"]

# Each still needs what the next forbids.
LAYERS: tuple[Layer, ...] = ("capabilities", "limits", "landlock", "seccomp")

# Said beside the layers to a zygote that shall only be probed.
COLD = "cold"
