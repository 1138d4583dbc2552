"""JavaScript as tokens: enough of its grammar to tell code from strings, comments and patterns."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

__all__ = ["Kind", "Token", "tokens"]

Kind = Literal["space", "comment", "string", "template", "pattern", "word", "sign"]

TEMPLATE = r"(?:\\[\s\S]|[^`\\$]|\$(?!\{))*(?:`|\$\{)"
RULES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("space", re.compile(r"\s+")),
    ("comment", re.compile(r"//[^\n]*|/\*[\s\S]*?\*/")),
    ("string", re.compile(r""""(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'""")),
    ("template", re.compile("`" + TEMPLATE)),
    ("word", re.compile(r"[\w$#\u200c\u200d\\]+|[^\x00-\x7f]+")),
    ("pattern", re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/\w*")),
    ("sign", re.compile(r"\+\+|--|[\s\S]")),
)
REST_OF_TEMPLATE = re.compile(r"\}" + TEMPLATE)
# After these words a slash begins a pattern; after any other word it divides.
BEFORE_A_VALUE = frozenset(
    [
        "await",
        "case",
        "delete",
        "do",
        "else",
        "in",
        "instanceof",
        "new",
        "of",
        "return",
        "throw",
        "typeof",
        "void",
        "yield",
    ]
)


class Token(NamedTuple):
    kind: Kind
    text: str
    depth: int
    """How many brackets of any kind it stands in; a closing one stands where its opening did."""


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a module's text; joined, they are the text again."""
    place, open_signs, before = 0, [""], ""
    while place < len(text):
        kind, match = _next(text, place, inside_template=open_signs[-1] == "${", before=before)
        piece = match.group()
        place = match.end()
        if (kind == "template" and piece[0] == "}") or (piece in ")]}" and len(open_signs) > 1):
            open_signs.pop()
        yield Token(kind, piece, len(open_signs) - 1)
        if piece in "([{" or (kind == "template" and piece.endswith("${")):
            open_signs.append(piece[-2:])
        if kind not in ("space", "comment"):
            before = piece


def _next(
    text: str, place: int, *, inside_template: bool, before: str
) -> tuple[Kind, re.Match[str]]:
    if inside_template and text[place] == "}" and (match := REST_OF_TEMPLATE.match(text, place)):
        return "template", match
    for kind, rule in RULES:
        if kind == "pattern" and (text[place] != "/" or not _may_be_pattern(before)):
            continue
        if match := rule.match(text, place):
            return kind, match
    raise AssertionError("every character is a sign at least")


def _may_be_pattern(before: str) -> bool:
    ends_a_value = before in ("++", "--") or re.search(r"[\w$)\]}\"'`]$", before)
    return before in BEFORE_A_VALUE or not ends_a_value
