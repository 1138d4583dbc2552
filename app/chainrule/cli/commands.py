"""The commands and their options; what they do is imported when one of them is called."""

import os
from pathlib import Path
from typing import Annotated

import typer

from chainrule.trace import Options, Policy

__all__ = ["main"]

app = typer.Typer(
    name="chainrule",
    help="Step through a real PyTorch program's forward and backward pass, in the browser.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command line."""
    app()


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"chainrule {version('chainrule')}")
        raise typer.Exit


@app.callback()
def _about(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    pass


@app.command()
def run(
    program: Annotated[Path, typer.Argument(help="The Python file to run.", show_default=False)],
    arguments: Annotated[
        list[str] | None, typer.Argument(help="The program's own arguments, after --.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The trace's file; PROGRAM.trace.json without it."),
    ] = None,
    seed: Annotated[
        int,
        typer.Option(help="Where the random numbers start; −1 leaves them as they are.", min=-1),
    ] = 0,
    values: Annotated[Policy, typer.Option(help="How much of each tensor to keep.")] = "small",
    title: Annotated[str | None, typer.Option(help="The trace's title.")] = None,
) -> None:
    """Run a program in a process of its own and write its trace."""
    from chainrule.cli.run import run_program

    run_program(
        program,
        arguments or (),
        output=output or Path(f"{program.stem}.trace.json"),
        seed=None if seed < 0 else seed,
        options=Options(values=values),
        title=title,
    )


@app.command()
def serve(
    file: Annotated[
        Path | None,
        typer.Argument(help="A program (.py) or a trace (.json) to show.", show_default=False),
    ] = None,
    port: Annotated[
        int, typer.Option(envvar="CHAINRULE_PORT", help="0 takes a free one.", min=0, max=65535)
    ] = 8000,
    host: Annotated[
        str, typer.Option(envvar="CHAINRULE_HOST", help="The address to listen on.")
    ] = "127.0.0.1",
    workers: Annotated[
        int,
        typer.Option(
            envvar="CHAINRULE_WORKERS",
            help="Server processes side by side, with CHAINRULE_STORE.",
            min=1,
            max=64,
        ),
    ] = 1,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
) -> None:
    """Serve the lessons, and the page of one program or trace."""
    if file is None and workers == 1 and "CHAINRULE_WARM" not in os.environ:
        # PyTorch's import is what everybody waits for: it begins before the server's own.
        from chainrule.sandbox import launch_ahead

        launch_ahead()
    from chainrule.cli.serve import serve_file

    serve_file(file, host=host, port=port, workers=workers, open_page=open_page)


@app.command()
def export(
    file: Annotated[
        Path, typer.Argument(help="A trace (.json), or a program to run.", show_default=False)
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", help="The file; what it ends in is its format.", metavar="FILE.SUFFIX"
        ),
    ],
    step: Annotated[str | None, typer.Option(help="One step: its id or number.")] = None,
    first: Annotated[str | None, typer.Option("--from", help="The first step.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="The last step.")] = None,
    theme: Annotated[str | None, typer.Option(help="light, dark or print.")] = None,
    size: Annotated[str | None, typer.Option(help="In pixels, such as 1280x720.")] = None,
    speed: Annotated[str | None, typer.Option(help="Of films: 0.25 to 16.")] = None,
    show: Annotated[
        str | None, typer.Option(help="values,requires_grad,grad_fn,chain: which of them.")
    ] = None,
    fit: Annotated[
        str | None, typer.Option(help="whole: the whole picture; follow: along with the step.")
    ] = None,
) -> None:
    """Write a trace as pictures, a film, slides or a page: svg, png, pdf, pptx, gif, mp4, …"""
    from chainrule.cli.export import export_file

    width, _, height = (size or "").partition("x")
    words = {"step": step, "from": first, "to": last, "theme": theme, "speed": speed}
    words |= {"show": show, "fit": fit}
    words |= {"width": width, "height": height} if size is not None else {}
    export_file(file, output, words)


@app.command()
def schema() -> None:
    """Print the JSON Schema of the trace document."""
    import json

    from chainrule.trace import json_schema

    typer.echo(json.dumps(json_schema(), indent=2))
