"""What the commands say: results to standard output, what went wrong to standard error."""

from typing import NoReturn

import typer

__all__ = ["complain", "fail", "say"]


def say(text: str) -> None:
    """A line of the result."""
    typer.echo(text)


def complain(text: str) -> None:
    """A line about what went wrong."""
    typer.echo(text, err=True)


def fail(text: str) -> NoReturn:
    """The last word of a command that cannot do what was asked."""
    complain(f"chainrule: {text}")
    raise typer.Exit(1)
