"""A trace as files: pictures, films, slides and pages, drawn by the page's own code."""

from chainrule.export.modules import ModuleError, plain_script, reachable

__all__ = ["ModuleError", "plain_script", "reachable"]
