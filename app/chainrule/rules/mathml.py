"""Formulas for the page: LaTeX to MathML.

Apart from the rest of the package, because only those who serve pages need the converter.
"""

import re
from functools import lru_cache

from latex2mathml.converter import convert

__all__ = ["to_mathml"]

BREAK = r", \quad "
LONGEST_LINE = 60
THIN = '<mspace width="0.17em"/>'
BAR = r"<mover>(?=(?:(?!</?mover>).)*<mo[^>]*>&#x000AF;</mo></mover>)"
WORD = r"<mi>[A-Za-z]\w+</mi>"
# A function's name, by itself or with what stands under or beside it.
ALONE = "(?<!<msub>)(?<!<msup>)(?<!<msubsup>)(?<!<munder>)"
NAME = rf"{ALONE}{WORD}|<(msub|munder)>{WORD}<mrow>.*?</mrow></\2>"
FACTOR = r"</(?:mi|mn|msub|msup|mfrac)>|&#x00029;</mo>"
REPAIRS: tuple[tuple[re.Pattern[str], str], ...] = (
    # A name such as sign is a function and no operator with room on both sides;
    (re.compile(r"<mo>([A-Za-z]\w+)</mo>"), r"<mi>\1</mi>"),
    # between it and its argument there is a little room, if no bracket.
    (re.compile(rf"({NAME})(?=<m[^o])"), rf"\1{THIN}"),
    (re.compile(rf"({FACTOR})(?={WORD})"), rf"\1{THIN}"),
    # Without this a bar is drawn as high and as small as an upper limit of a sum.
    (re.compile(BAR), '<mover accent="true">'),
    # In a table fractions and sums keep their size.
    (re.compile("<mtable>"), '<mtable displaystyle="true">'),
    # Browsers know no columnalign; the style sheet aligns what has this class.
    (re.compile(r' columnalign="left"'), ' class="left"'),
)


# Signs are written as themselves, which is shorter; but not those that are markup.
ENTITY = re.compile(r"&#x0*([0-9A-F]+);")
MARKUP = "<>&"


@lru_cache(maxsize=4096)
def to_mathml(latex: str) -> str:
    """A `<math>` element for a formula of the tables; a long one has a line for each part."""
    parts = latex.split(BREAK)
    if len(parts) > 1 and len(latex) > LONGEST_LINE:
        latex = r" \\ ".join([*(f"{part}," for part in parts[:-1]), parts[-1]])
        latex = rf"\begin{{array}}{{l}} {latex} \end{{array}}"
    markup: str = convert(latex, display="block")
    for pattern, replacement in REPAIRS:
        markup = pattern.sub(replacement, markup)
    return ENTITY.sub(_sign, markup)


def _sign(entity: re.Match[str]) -> str:
    sign = chr(int(entity[1], 16))
    return entity[0] if sign in MARKUP else sign
