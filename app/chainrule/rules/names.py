"""Names of operations: what autograd calls a gradient function, and what that stands for."""

import re

__all__ = ["key_of", "op_of"]

BUILT_IN = re.compile(r"(?P<op>\w+?)Backward\d+(_copy)?$")
CUSTOM = re.compile(r"(?P<op>\w+)Backward$")
# A capital begins a word, except after a digit ("MaxPool2D" is max_pool2d, "Log1P" log1p).
WORD = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# "aten.sum.dim_IntList" and "aten::sum.dim_IntList": the overload is no part of the name.
OVERLOAD = re.compile(r"(?:aten|prims)(?:::|\.)(\w+)(?:\.\w+)?$")
SUFFIXES = ("_forward", "_legit", "_copy")
OTHER = {"CopyBackwards": "copy", "CopySlices": "copy_slices", "AccumulateGrad": "accumulate_grad"}
# Names in which an underscore beside a digit got lost.
IRREGULAR = {
    "GridSampler2D": "grid_sampler_2d",
    "GridSampler3D": "grid_sampler_3d",
    "SmoothL1Loss": "smooth_l1_loss",
}


def op_of(grad_fn: str) -> str:
    """The operation of a gradient function: "AddmmBackward0" → "addmm".

    A gradient function of the program's own, "SquareBackward", keeps its class name, "Square".
    """
    name = OVERLOAD.sub(r"\1", grad_fn).rsplit("::", 1)[-1]
    if name in OTHER:
        return OTHER[name]
    if built_in := BUILT_IN.match(name):
        return IRREGULAR.get(built_in["op"]) or WORD.sub("_", built_in["op"]).lower()
    if custom := CUSTOM.match(name):
        return custom["op"]
    return name


def key_of(name: str) -> str:
    """What different spellings of an operation share: "aten::_log_softmax" → "logsoftmax".

    Capitals stay: PyTorch's operations have none, classes of the program's own do.
    """
    last = OVERLOAD.sub(r"\1", name).replace("::", ".").rsplit(".", 1)[-1].strip("_")
    for suffix in SUFFIXES:
        last = last.removesuffix(suffix)
    return last.replace("_", "")
