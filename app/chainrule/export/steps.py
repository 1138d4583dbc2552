"""All steps on one page without a script: radio buttons, and CSS that shows the chosen one."""

from collections.abc import Iterable, Mapping
from importlib.metadata import version

from markupsafe import Markup

from chainrule.assets import STATIC
from chainrule.export.drawing import Drawing
from chainrule.export.html import hash_source
from chainrule.export.styles import style_sheet
from chainrule.export.svg import svg_of
from chainrule.markup import render

__all__ = ["without_scripts"]

POLICY = (
    "default-src 'none'; style-src {style}; font-src data:; img-src data:; base-uri 'none';"
    " form-action 'none'"
)
CHOSEN = "input:nth-of-type({n}):checked~figure:nth-of-type({n}){{display:block}}"


def without_scripts(drawings: Iterable[Drawing], title: str, palette: Mapping[str, str]) -> str:
    """The page; its letters are text, in fonts that it carries."""
    stills = [
        {
            "title": each.title,
            "text": each.text,
            "note": each.note,
            "picture": Markup(svg_of(each, "text")),
        }
        for each in drawings
    ]
    letters = "".join(each["picture"] + each["note"] for each in stills)
    style = _style(letters, len(stills), palette)
    return render(
        "steps.html",
        title=title,
        version=version("chainrule"),
        policy=POLICY.format(style=hash_source(style)),
        style=Markup(style),
        stills=stills,
    )


def _style(text: str, count: int, palette: Mapping[str, str]) -> str:
    colours = {"ground": "ground", "ink": "ink", "accent": "forward"}
    chosen = "".join(f"--{name}:{palette[role]};" for name, role in colours.items())
    sheets = [STATIC / "css" / f"{name}.css" for name in ("fonts", "steps")]
    shown = "".join(CHOSEN.format(n=number) for number in range(1, count + 1))
    return f":root{{{chosen}}}{style_sheet(*sheets, characters=set(text))}{shown}"
