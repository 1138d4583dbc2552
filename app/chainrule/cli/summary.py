"""What a trace holds, in a few lines."""

from collections import Counter
from collections.abc import Iterator

from chainrule.layout import lay_out
from chainrule.trace import ForwardStep, Root, Trace

__all__ = ["summary_lines"]


def summary_lines(trace: Trace) -> Iterator[str]:
    """Nodes, passes, steps, the loss, the time, and what the recorder noted."""
    operations = sum(node.kind == "operation" for node in trace.nodes)
    leaves = len(trace.nodes) - operations
    counts = f"{_counted(operations, 'operation')}, {_counted(leaves, 'leaf', 'leaves')}"
    yield f"nodes   {len(trace.nodes)} ({counts})"
    yield f"passes  {len(trace.passes)}{_passes(trace)}"
    yield f"steps   {_steps(trace)}"
    if losses := _losses(trace):
        yield f"loss    {_course(losses)}"
    yield f"time    {trace.meta.elapsed:.3f} s, recording included"
    for note in trace.meta.notes:
        yield f"note    {note}"


def _counted(number: int, one: str, several: str | None = None) -> str:
    return f"{number} {one if number == 1 else several or one + 's'}"


def _steps(trace: Trace) -> str:
    """As the page counts them, which passes over what only prepares data."""
    folded = set(lay_out(trace).folded)
    passed = sum(isinstance(step, ForwardStep) and step.node in folded for step in trace.steps)
    shown = len(trace.steps) - passed
    return f"{shown} (and {passed} that only prepare data)" if passed else str(shown)


def _passes(trace: Trace) -> str:
    counts = Counter(each.phase for each in trace.passes)
    parts = ", ".join(f"{count} {phase}" for phase, count in counts.items())
    return f" ({parts})" if parts else ""


def _course(losses: list[float]) -> str:
    first, last = losses[0], losses[-1]
    if len(losses) == 1:
        return f"{first:.6g}"
    return f"{first:.6g} → {last:.6g}, over {len(losses)} backward passes"


def _losses(trace: Trace) -> list[float]:
    """The value that each backward pass began at, where it was a single number."""
    values: dict[tuple[int, int], float] = {}
    losses = []
    for each in trace.passes:
        losses += [values[at] for root in each.roots if (at := _place(root)) in values]
        for step in trace.steps[each.first : each.last + 1]:
            if isinstance(step, ForwardStep):
                values.update(_numbers(trace, step))
    return losses


def _place(root: Root) -> tuple[int, int]:
    return root.node, root.output


def _numbers(trace: Trace, step: ForwardStep) -> Iterator[tuple[tuple[int, int], float]]:
    for output, number in enumerate(step.outputs):
        values = None if number is None else trace.snapshots[number].values
        if values is not None and len(values) == 1 and isinstance(values[0], int | float):
            yield (step.node, output), values[0]
