"""The player in one file: opened from a disk, without a server and without a network."""

import base64
import gzip
import hashlib
import json
from functools import cache, lru_cache
from importlib.metadata import version

from markupsafe import Markup

from chainrule.assets import STATIC
from chainrule.export.modules import plain_script
from chainrule.export.narration import lesson_of, told
from chainrule.export.styles import style_sheet
from chainrule.layout import Direction, Medium, lay_out
from chainrule.markup import inside_script, render
from chainrule.rules.document import trace_rules
from chainrule.trace import Trace

__all__ = ["hash_source", "single_file"]

SHEETS = (
    "tokens",
    "page",
    "stage",
    "dock",
    "panel",
    "tensor",
    "program",
    "transport",
    "small",
    "slide",
    "print",
    "embed",
)
# The player makes the elements of a formula by its own, and does not ask for this.
NAMESPACE = r" xmlns=\"http://www.w3.org/1998/Math/MathML\""
MEDIA: tuple[Medium, ...] = ("page", "slide")
# Nothing but what stands in the file, and of that only these scripts and this style.
POLICY = (
    "default-src 'none'; script-src {scripts}; style-src {style}; font-src data:;"
    " img-src data: blob:; base-uri 'none'; form-action 'none'"
)


def single_file(trace: Trace, *, options: str = "", direction: Direction = "lr") -> str:
    """An HTML page with everything in it; the same trace and options give the same text.

    `options` are the parameters of an embed's address (`step=backward-1&theme=dark`), which the
    page's own address may override; where neither says so, it is a slide in a frame and a page by
    itself. A run of a lesson's program has what the lesson says.
    """
    documents = {"trace": trace.to_json(), "lesson": _json(told(lesson_of(trace)))}
    layouts = [lay_out(trace, direction, medium=each).to_dict() for each in MEDIA]
    formulas = _json(trace_rules(trace)).replace(NAMESPACE, "")
    player, loader = _player(), _loader()
    words = documents["trace"] + documents["lesson"]
    style = "".join(
        (
            _style(("fonts",), frozenset(words)),
            _style(("mathematics",), frozenset(formulas)),
            _style(SHEETS, frozenset()),
        )
    )
    scripts = f"{hash_source(loader)} {hash_source(player)}"
    return render(
        "file.html",
        title=trace.meta.title,
        version=version("chainrule"),
        policy=POLICY.format(scripts=scripts, style=hash_source(style)),
        boot={"hosts": ["*"], "options": options, "elsewhere": False, "twin": None},
        documents={name: inside_script(text) for name, text in documents.items()},
        packed=[
            ("json", "layouts", _packed(_json(layouts))),
            ("json", "rules", _packed(formulas)),
            ("style", "", _packed_once(style)),
            ("script", "", _packed_once(player)),
        ],
        script=Markup(loader),
    )


@cache
def _player() -> str:
    # A second run is the server's to add.
    return plain_script(STATIC / "js" / "embed.js", without=[STATIC / "js" / "twin.js"])


@cache
def _loader() -> str:
    return plain_script(STATIC / "js" / "unpack.js")


@lru_cache(maxsize=16)
def _style(names: tuple[str, ...], characters: frozenset[str]) -> str:
    sheets = [STATIC / "css" / f"{name}.css" for name in names]
    return style_sheet(*sheets, characters=characters)


@lru_cache(maxsize=16)
def _packed_once(text: str) -> Markup:
    """For what many files have."""
    return _packed(text)


def _packed(text: str) -> Markup:
    """The text, compressed; the trace and what the lesson says stay as anyone can read them.

    Five letters for four bytes; the one that could end a script element is another.
    """
    squeezed = base64.b85encode(gzip.compress(text.encode(), mtime=0))
    return Markup(squeezed.decode().replace("<", ","))


def hash_source(text: str) -> str:
    """What a Content-Security-Policy calls this text by."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _json(document: object) -> str:
    return json.dumps(document, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
