"""Formulas set as a browser sets them: MathML Core, in the font and the style of the page.

A formula on the page is the browser's work. This does the same work by the same rules, to the
pixel, so that a still of an export is what the screen shows.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element

from chainrule.export.mathboxes import (
    Bar,
    Box,
    Brackets,
    Written,
    together,
    units,
    up,
)
from chainrule.export.mathfont import Glyphs, constant, glyphs_of, grown, widest
from chainrule.export.mathstyle import Style, slanted
from chainrule.export.operators import Form, Operator, operator

__all__ = ["set_formula"]

ROWS = ("math", "mrow", "mstyle", "mtd")
SCRIPTS = ("msub", "msup", "msubsup", "munder", "mover", "munderover")
ROOT = "√"
# The browser's own style sheet: round the line of a fraction, and in a table's cells.
ROUND_FRACTION = 1.0
CELL_ENDS, CELL_SIDES = 0.5, 0.4


def set_formula(element: Element, style: Style) -> Box:
    """The formula of a MathML element. Raises `KeyError` for elements that no formula here has."""
    given = element.get("displaystyle")
    if given is not None:
        style = replace(style, display=given == "true")
    name = _name(element)
    if name in ("mi", "mn", "mo", "mtext", "mspace"):
        return TOKENS[name](element, style)
    if tone := element.get("class", "").removeprefix("tone-"):
        style = replace(style, tone=tone) if tone != "left" else style
    return _row(list(element), style) if name in ROWS else SETTERS[name](element, style)


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


# -- tokens -----------------------------------------------------------------------------------


def _letters(text: str, style: Style, tone: str | None = None) -> Box:
    return _written(glyphs_of(text, style.size), tone or style.tone)


def _written(glyphs: Glyphs, tone: str | None) -> Box:
    return Box(up(glyphs.width), glyphs.above, glyphs.below, (Written(0.0, 0.0, glyphs, tone),))


def _token(element: Element, style: Style) -> Box:
    tone = element.get("class", "").removeprefix("tone-") or None
    return _letters((element.text or "").strip(" \n"), style, tone)


def _identifier(element: Element, style: Style) -> Box:
    text = element.text or ""
    if len(text) == 1 and element.get("mathvariant") != "normal":
        text = slanted(text)
    return _letters(text, style)


def _space(element: Element, style: Style) -> Box:
    return Box(units(float(element.get("width", "0em").removesuffix("em")) * style.size))


def _sign(element: Element, style: Style) -> Box:
    """An operator as large as it is by itself."""
    text = element.text or ""
    if style.display and operator(text, "prefix").large:
        form = grown(text, style.size, style.size * constant("DISPLAY_OPERATOR_MIN_HEIGHT"))
        return _centred(form, style)
    return _letters(text, style)


TOKENS: dict[str, Callable[[Element, Style], Box]] = {
    "mi": _identifier,
    "mn": _token,
    "mo": _sign,
    "mtext": _token,
    "mspace": _space,
}


def _centred(form: Glyphs, style: Style, middle: float | None = None) -> Box:
    """A large form of a sign, its middle that far above the base line: on the axis."""
    high = form.above + form.below
    above = units(high / 2 + (style.length("AXIS_HEIGHT") if middle is None else middle))
    moved = Written(0.0, form.above - above, form, style.tone)
    return Box(up(form.width), above, high - above, (moved,))


# -- rows -------------------------------------------------------------------------------------


def _core(element: Element) -> Element | None:
    """The operator that the element is, with what stands beside it."""
    name, inside = _name(element), list(element)
    if name == "mo":
        return element
    if name in (*SCRIPTS, "mfrac"):
        return _core(inside[0]) if inside else None
    if name in ("mrow", "mstyle"):
        solid = [each for each in inside if _name(each) != "mspace"]
        return _core(solid[0]) if len(solid) == 1 else None
    return None


def _row(elements: Sequence[Element], style: Style) -> Box:
    cores = [_core(each) for each in elements]
    forms = _forms(cores)
    kinds = [_kind(core, form) for core, form in zip(cores, forms, strict=True)]
    boxes = [
        None if _grows(each, kind) else set_formula(each, style)
        for each, kind in zip(elements, kinds, strict=True)
    ]
    solid = [box for box in boxes if box is not None] or [
        set_formula(each, style) for each in elements
    ]
    tall = (
        max((box.above for box in solid), default=0.0),
        max((box.below for box in solid), default=0.0),
    )
    x, placed = 0.0, []
    spaced = not (len(elements) == 1 and cores[0] is not None)
    for element, kind, box in zip(elements, kinds, boxes, strict=True):
        set_box = box or _stretched(element, style, *tall)
        left, right = (
            (style.spaced(kind.left), style.spaced(kind.right)) if kind and spaced else (0.0, 0.0)
        )
        placed.append((set_box, x + left, 0.0))
        x += left + set_box.width + right
    above = max((box.above for box, _, _ in placed), default=0.0)
    below = max((box.below for box, _, _ in placed), default=0.0)
    return together(x, placed, above, below)


def _forms(cores: Sequence[Element | None]) -> list[Form]:
    """An operator at the start of a row comes before what it is about, at the end after it."""
    forms: list[Form] = ["infix"] * len(cores)
    if len(cores) > 1:
        forms[0], forms[-1] = "prefix", "postfix"
    for place, core in enumerate(cores):
        given = core.get("form") if core is not None else None
        if given in ("prefix", "infix", "postfix"):
            forms[place] = given  # type: ignore[call-overload]
    return forms


def _kind(core: Element | None, form: Form) -> Operator | None:
    return None if core is None else operator(core.text or "", form)


def _grows(element: Element, kind: Operator | None) -> bool:
    if kind is None or _name(element) != "mo":
        return False
    return {"true": True, "false": False}.get(element.get("stretchy", ""), kind.grows)


def _stretched(element: Element, style: Style, above: float, below: float) -> Box:
    """A sign as high as what stands beside it, alike above and below the axis."""
    axis = style.length("AXIS_HEIGHT")
    half = max(above - axis, below + axis)
    sign = element.text or ""
    form = grown(sign, style.size, 2 * half)
    return replace(_centred(form, style), width=up(widest(sign, style.size) or form.width))


# -- fractions and roots ----------------------------------------------------------------------


def _fraction(element: Element, style: Style) -> Box:
    over, under = element
    inner = replace(style, size=style.fraction or style.size, depth=0, display=False)
    one, other = set_formula(over, inner), set_formula(under, replace(inner, cramped=True))
    axis, thick = style.length("AXIS_HEIGHT"), style.length("FRACTION_RULE_THICKNESS")
    kind = "_DISPLAY_STYLE" if style.display else ""
    kinds = ("FRACTION_NUM_DISPLAY_STYLE_GAP_MIN", "FRACTION_DENOM_DISPLAY_STYLE_GAP_MIN")
    plain = ("FRACTION_NUMERATOR_GAP_MIN", "FRACTION_DENOMINATOR_GAP_MIN")
    gaps = [style.length(each) for each in (kinds if style.display else plain)]
    rise = max(
        style.length(f"FRACTION_NUMERATOR{kind}_SHIFT_UP"), gaps[0] + one.below + axis + thick / 2
    )
    drop = max(
        style.length(f"FRACTION_DENOMINATOR{kind}_SHIFT_DOWN"),
        gaps[1] + other.above + thick / 2 - axis,
    )
    inside = max(one.width, other.width)
    width = inside + 2 * ROUND_FRACTION
    bar = Bar(ROUND_FRACTION, -axis - thick / 2, inside, thick, style.tone)
    placed = [
        (one, units((width - one.width) / 2), -rise),
        (other, units((width - other.width) / 2), drop),
        (Box(parts=(bar,)), 0.0, 0.0),
    ]
    return together(width, placed, rise + one.above, drop + other.below)


def _root(element: Element, style: Style) -> Box:
    inner = _row(list(element), replace(style, cramped=True))
    gap = style.length(f"RADICAL{'_DISPLAY_STYLE' if style.display else ''}_VERTICAL_GAP")
    thick, extra = style.length("RADICAL_RULE_THICKNESS"), style.length("RADICAL_EXTRA_ASCENDER")
    sign = grown(ROOT, style.size, inner.height + gap + thick)
    high = sign.above + sign.below
    above = inner.above + gap + thick
    left = up(sign.width)
    bar = Bar(left, -above, inner.width, thick, style.tone)
    placed = [
        (inner, left, 0.0),
        (Box(parts=(Written(0.0, sign.above - above, sign, style.tone), bar)), 0.0, 0.0),
    ]
    width = widest(ROOT, style.size) + inner.width
    return together(up(width), placed, above + extra, max(inner.below, high - above))


# -- above and below --------------------------------------------------------------------------


def _scripts(element: Element, style: Style) -> Box:
    base, *scripts = element
    name = _name(element)
    box = set_formula(base, style)
    small = style.script
    lower = set_formula(scripts[0], replace(small, cramped=True)) if name != "msup" else None
    upper = set_formula(scripts[-1], small) if name != "msub" else None
    drop, rise = _drop(box, lower, style), _rise(box, upper, style)
    if lower and upper:
        drop, rise = _apart(lower, upper, drop, rise, style)
    after = style.length("SPACE_AFTER_SCRIPT")
    widths = [each.width for each in (lower, upper) if each]
    placed = [(box, 0.0, 0.0)]
    above, below = box.above, box.below
    if lower:
        placed.append((lower, box.width, drop))
        below = max(below, drop + lower.below)
    if upper:
        placed.append((upper, box.width, -rise))
        above = max(above, rise + upper.above)
    return together(box.width + max(widths) + after, placed, above, below)


def _drop(base: Box, lower: Box | None, style: Style) -> float:
    if lower is None:
        return 0.0
    return max(
        style.length("SUBSCRIPT_SHIFT_DOWN"),
        base.below + style.length("SUBSCRIPT_BASELINE_DROP_MIN"),
        lower.above - style.length("SUBSCRIPT_TOP_MAX"),
    )


def _rise(base: Box, upper: Box | None, style: Style) -> float:
    if upper is None:
        return 0.0
    return max(
        style.length(f"SUPERSCRIPT_SHIFT_UP{'_CRAMPED' if style.cramped else ''}"),
        base.above - style.length("SUPERSCRIPT_BASELINE_DROP_MAX"),
        upper.below + style.length("SUPERSCRIPT_BOTTOM_MIN"),
    )


def _apart(lower: Box, upper: Box, drop: float, rise: float, style: Style) -> tuple[float, float]:
    """Drop and rise with room between the one and the other."""
    missing = style.length("SUB_SUPERSCRIPT_GAP_MIN") - (rise - upper.below + drop - lower.above)
    if missing <= 0:
        return drop, rise
    room = style.length("SUPERSCRIPT_BOTTOM_MAX_WITH_SUBSCRIPT") - (rise - upper.below)
    lift = min(max(room, 0.0), missing)
    return drop + missing - lift, rise + lift


def _under(element: Element, style: Style) -> Box:
    base, under = element
    large = _core(base) is not None and operator(_core(base).text or "", "prefix").large  # type: ignore[union-attr]
    if large and not style.display:
        return _scripts(_as_script(element), style)
    box, low = set_formula(base, style), set_formula(under, replace(style.script, cramped=True))
    if large:
        gap = max(
            style.length("LOWER_LIMIT_GAP_MIN"),
            style.length("LOWER_LIMIT_BASELINE_DROP_MIN") - low.above,
        )
        extra = 0.0
    else:
        gap, extra = style.length("UNDERBAR_VERTICAL_GAP"), style.length("UNDERBAR_EXTRA_DESCENDER")
    drop = box.below + gap + low.above
    return _stacked(box, low, drop, box.above, drop + low.below + extra)


def _as_script(element: Element) -> Element:
    """Limits of a sum in running text stand beside it."""
    other = Element("msub")
    other.extend(list(element))
    return other


def _over(element: Element, style: Style) -> Box:
    base, over = element
    accent = element.get("accent") == "true"
    box = set_formula(base, replace(style, cramped=True) if accent else style)
    small = replace(style, display=False) if accent else style.script
    high = set_formula(over, small)
    gap = style.length("OVERBAR_VERTICAL_GAP")
    if accent:
        gap = max(style.length("ACCENT_BASE_HEIGHT") - box.above, 0.0)
    rise = box.above + gap + high.below
    extra = style.length("OVERBAR_EXTRA_ASCENDER")
    return _stacked(box, high, -rise, rise + high.above + extra, box.below)


def _stacked(base: Box, other: Box, y: float, above: float, below: float) -> Box:
    width = max(base.width, other.width)
    placed = [
        (base, units((width - base.width) / 2), 0.0),
        (other, units((width - other.width) / 2), y),
    ]
    return together(width, placed, above, below)


# -- tables -----------------------------------------------------------------------------------


def _table(element: Element, style: Style) -> Box:
    plain = replace(style, display=element.get("displaystyle") == "true", depth=0)
    rows = [
        [(_row(list(cell), plain), cell.get("class") == "left") for cell in row] for row in element
    ]
    columns = [max(row[place][0].width for row in rows) for place in range(len(rows[0]))]
    sides, ends = _padding(style)
    x = y = 0.0
    placed = []
    for row in rows:
        above = max(box.above for box, _ in row) + ends
        below = max(box.below for box, _ in row) + ends
        x = 0.0
        for (box, left), width in zip(row, columns, strict=True):
            free = 0.0 if left else units((width - box.width) / 2)
            placed.append((box, x + sides + free, y + above))
            x += width + 2 * sides
        y += above + below
    inside = together(x, placed, 0.0, y)
    above = units(y / 2 + style.length("AXIS_HEIGHT"))
    if style.unit is None:
        return together(x, [(inside, 0.0, -above)], above, y - above)
    return _bracketed(inside, above, style.unit, style)


def _padding(style: Style) -> tuple[float, float]:
    """At the sides and at the ends of a cell."""
    if style.unit is not None:
        return units(0.35 * style.size), units(0.28 * style.size)
    return units(CELL_SIDES * style.size), units(CELL_ENDS * units(0.473 * style.size))


def _bracketed(inside: Box, above: float, unit: float, style: Style) -> Box:
    """The lines that the page's style sheet draws round a matrix."""
    weight, margin = max(float(int(2.5 * unit)), 1.0), units(0.2 * style.size)
    wide = inside.width + 2 * weight
    lines = Brackets(margin, -above, wide, inside.below, weight, 0.3 * style.size, style.tone)
    placed = [(inside, margin + weight, -above), (Box(parts=(lines,)), 0.0, 0.0)]
    return together(wide + 2 * margin, placed, above, inside.below - above)


SETTERS: dict[str, Callable[[Element, Style], Box]] = {
    "mfrac": _fraction,
    "msqrt": _root,
    "msub": _scripts,
    "msup": _scripts,
    "msubsup": _scripts,
    "munder": _under,
    "mover": _over,
    "mtable": _table,
}
