"""Showing a trace from Python: in a notebook's output or in a browser."""

from chainrule.notebook.show import show
from chainrule.notebook.view import View

__all__ = ["View", "show"]
