"""PyTorch → trace document. The only package that imports torch."""

from chainrule.capture.program import Recording, record, run

__all__ = ["Recording", "record", "run"]
