"""Why is this gradient None, or zero? Answered from the trace document alone."""

from chainrule.why.answer import Answer, Reason, Verdict
from chainrule.why.question import why
from chainrule.why.text import as_text
from chainrule.why.words import tensor_called

__all__ = ["Answer", "Reason", "Verdict", "as_text", "tensor_called", "why"]
