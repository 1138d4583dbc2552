"""An answer as lines of plain text."""

from chainrule.trace import Trace
from chainrule.why.answer import Answer
from chainrule.why.words import Words

__all__ = ["as_text"]

MOST_SHOWN = 8


def as_text(trace: Trace, answer: Answer) -> str:
    """The sentences, and below them where in the document the evidence is."""
    words = Words(trace)
    lines = [answer.sentence, *answer.more]
    for node in answer.nodes[:MOST_SHOWN]:
        lines.append(f"  node {node}: {words.node(node)}")
    for step in answer.steps[:MOST_SHOWN]:
        lines.append(f"  {words.nth(step)}: {trace.steps[step].kind}{words.step(step)}")
    hidden = max(len(answer.nodes) - MOST_SHOWN, 0) + max(len(answer.steps) - MOST_SHOWN, 0)
    if hidden:
        lines.append(f"  and {hidden} more")
    return "\n".join(lines)
