"""Showing a trace from Python: in a notebook's output or in a browser."""

from chainrule.notebook.show import View, show

__all__ = ["View", "show"]
