"""What can be wrong with a trace document, each said in a sentence.

TraceError
├── NotATrace        the bytes are no trace document
├── NewerTrace       written by a later version than this one reads
└── BrokenTrace      a trace document whose parts do not fit together
"""

__all__ = ["BrokenTrace", "NewerTrace", "NotATrace", "TraceError"]


class TraceError(ValueError):
    """A document cannot be read; the message says what was found and what to do."""


class NotATrace(TraceError):
    """The bytes are no chainrule trace document."""


class NewerTrace(TraceError):
    """The document was written by a later version of chainrule."""


class BrokenTrace(TraceError):
    """A field is missing, of another type, or refers to something that is not there."""
