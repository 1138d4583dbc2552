"""The command `chainrule`."""

from chainrule.cli.commands import main

__all__ = ["main"]
