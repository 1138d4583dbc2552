"""Make the fonts that the page ships, and the table of their advance widths, from their sources.

    npm pack inter-ui@4.1.1 jetbrains-mono@1.0.6     (and unpack both)
    pip install ziamath==0.13     (for its copy of STIX Two Math)
    python -P tools/fonts.py path/to/inter-ui/package path/to/jetbrains-mono/package

Each font keeps Latin, Greek, mathematics and arrows, in two files: one with the letters that every
page has, and one with the rest, which a browser fetches where it meets one of them. Digits and the
signs + and − are tabular, so that a number never changes its width. ∇, ᵀ and a few more that they
lack are made of their own Δ, T and so on. Ligatures go, for the picture measures text letter by
letter.

Mathematics is in STIX Two Math, from the copy inside ziamath: what
the derivative rules and a program's names may have, with the larger forms of the signs that grow.
Greek letters, which never grow, are in a file of their own.
"""

import argparse
import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from fontTools.misc.transform import Identity, Transform
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from ziamath import fonts as mathematics

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "static" / "fonts"
OUTLINES = ROOT / "app" / "chainrule" / "export" / "fonts"
SHEET = ROOT / "static" / "css" / "fonts.css"
MATH_SHEET = ROOT / "static" / "css" / "mathematics.css"
ADVANCES = ROOT / "app" / "chainrule" / "layout" / "advances.json"
SCENE = ROOT / "static" / "js" / "scene" / "advances.js"

RANGES = ((0x20, 0x7E), (0xA0, 0xFF), (0x391, 0x3A9), (0x3B1, 0x3C9))
SIGNS = (
    "ĀāĒēĪīŌōŪūŴŵŶŷ\u0302\u0303\u0304\u0307"
    "ıłŁœŒšŠžŽčČćĆęĘąĄńŃśŚźŹżŻřŘěĚůŮğĞşŞőŐűŰ"
    "‐–—‘’“”„•…′″‹›€™∂∆∇∏∑−∕∗√∝∞∫≈≠≡≤≥∈∘∙⊙⊕⊗⋅⋯⌈⌉⌊⌋∠⟨⟩‖½"
    "⁰ⁱ⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ₀₁₂₃₄₅₆₇₈₉₊₋₌ᵀᵢⱼₖₙ←↑→↓↔⇐⇒↦↩↪↺↻✓✕▲▶▼◀○●□■"
)
# What most lessons show, beside ASCII: these are in the file that every page loads.
COMMON = "\u00a0×÷·…–—‘’“”→←≠≤≈∞−∂∑√✓°ℓσμβεπΣᵀᵗ²³¹⁰⁴⁵⁶⁷⁸⁹⁻ⁿ₀₁₂"
RAISED = {"ᵀ": "T", "ᴬ": "A", "ᵇ": "b", "ⁱ": "i", "ᵏ": "k", "ⁿ": "n", "ᵗ": "t", "ˣ": "x", "⁻": "−"}
ASCII = set(range(0x20, 0x7F))
EVERYWHERE = ASCII | set(map(ord, COMMON))
TABULAR = "0123456789+−"

MATH = Path(mathematics.__path__[0]) / "STIXTwoMath-Regular.ttf"
# Letters alone are slanted, which Unicode has at places of their own; ℎ is not among them.
SLANTED = {0x210E, *range(0x1D434, 0x1D468)}
GROWING = "()[]{}|∣‖⌊⌋⌈⌉√∑∏∫"
WIDENING = "^~¯ˆ˜‾\u0302\u0303\u0304\u0305"
MATH_SIGNS = "\u00a0·×′…ℓ←→∂∈∉∋−≠≤≥∞⊙⊤⋯𝖧"
CAPITALS = set(map(ord, "ΓΔΘΛΞΠΣΦΨΩ"))
GREEK = CAPITALS | {each - 0x391 + 0x1D6E2 for each in CAPITALS}
GREEK |= {*range(0x3B1, 0x3CA), *range(0x1D6FC, 0x1D716)}


Maker = Callable[[TTFont, str], Transform]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One font file to make, and where its source is inside its package."""

    package: str
    path: str
    target: str
    face: str
    weight: int

    @property
    def rest(self) -> str:
        """The file of the letters that only some pages have."""
        return self.target.replace(".woff2", "-more.woff2")


SOURCES = (
    Source(
        package="inter",
        path="web/Inter-Regular.woff2",
        target="inter-regular.woff2",
        face="sans",
        weight=400,
    ),
    Source(
        package="inter",
        path="web/Inter-SemiBold.woff2",
        target="inter-semibold.woff2",
        face="sans",
        weight=600,
    ),
    Source(
        package="mono",
        path="fonts/webfonts/JetBrainsMonoNL-Regular.woff2",
        target="jetbrains-mono-regular.woff2",
        face="mono",
        weight=400,
    ),
)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("inter", type=Path)
    arguments.add_argument("mono", type=Path)
    packages = vars(arguments.parse_args())
    FONTS.mkdir(parents=True, exist_ok=True)
    OUTLINES.mkdir(parents=True, exist_ok=True)
    advances: dict[str, dict[str, object]] = {}
    sheet: list[str] = []
    for source in SOURCES:
        font = TTFont(packages[source.package] / source.path)
        prepare(font)
        advances.setdefault(source.face, {})[str(source.weight)] = widths(font)
        letters = set(font.getBestCmap())
        write(font, letters, OUTLINES / Path(source.target).with_suffix(".ttf"))
        for target, part in ((source.rest, letters - EVERYWHERE), (source.target, EVERYWHERE)):
            write(font, part & letters, FONTS / target)
            named = {"sans": "Inter", "mono": "JetBrains Mono"}[source.face]
            sheet.append(face(named, source.weight, target, part & letters))
    text = json.dumps(advances, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    ADVANCES.write_text(text.replace("}},", "}},\n") + "\n", encoding="utf-8")
    SHEET.write_text("\n".join(sheet), encoding="utf-8")
    MATH_SHEET.write_text("\n".join(mathematical()), encoding="utf-8")
    SCENE.write_text(for_the_scene(json.loads(text)["sans"]), encoding="utf-8")


def write(font: TTFont, letters: set[int], file: Path) -> None:
    part = deepcopy(font)
    subset(part, letters)
    part.flavor = "woff2" if file.suffix == ".woff2" else None
    part.save(file)


def mathematical() -> list[str]:
    """Make the files of the font for mathematics, and what tells a browser of each."""
    font = TTFont(MATH)
    signs = set(map(ord, GROWING + WIDENING))
    growing = {font.getBestCmap()[each] for each in map(ord, GROWING)}
    widening = {font.getBestCmap()[each] for each in map(ord, WIDENING)}
    keep_forms(font["MATH"].table, growing, widening)
    first = ASCII | SLANTED | signs | set(map(ord, MATH_SIGNS))
    parts = {"stix-two-math-more.woff2": GREEK, "stix-two-math.woff2": first}
    sheet = []
    for target, part in parts.items():
        letters = part & set(font.getBestCmap())
        write(font, letters, FONTS / target)
        sheet.append(face("STIX Two Math", 400, target, letters))
    write(font, (first | GREEK) & set(font.getBestCmap()), OUTLINES / "stix-two-math.ttf")
    return sheet


def keep_forms(table: Any, growing: set[str], widening: set[str]) -> None:
    """Larger forms only of signs that grow in a formula; no kerning, which no browser reads."""
    table.MathGlyphInfo.MathKernInfo = None
    forms = table.MathVariants
    for direction, kept in (("Vert", growing), ("Horiz", widening)):
        coverage = getattr(forms, f"{direction}GlyphCoverage")
        each = getattr(forms, f"{direction}GlyphConstruction")
        pairs = [pair for pair in zip(coverage.glyphs, each, strict=True) if pair[0] in kept]
        coverage.glyphs = [glyph for glyph, _ in pairs]
        setattr(forms, f"{direction}GlyphConstruction", [form for _, form in pairs])
        setattr(forms, f"{direction}GlyphCount", len(pairs))


def face(named: str, weight: int, target: str, letters: set[int]) -> str:
    """What tells a browser which letters are in a file."""
    return f"""@font-face {{
  font-family: "{named}";
  font-weight: {weight};
  font-display: swap;
  src: url("../fonts/{target}") format("woff2");
  unicode-range: {", ".join(ranges(sorted(letters)))};
}}
"""


def ranges(codes: list[int]) -> list[str]:
    """Codes in a row as a range."""
    starts = [code for before, code in pairwise([-9, *codes]) if code - before > 1]
    ends = [code for code, after in pairwise([*codes, 1 << 21]) if after - code > 1]
    return [
        f"U+{start:X}" if start == end else f"U+{start:X}-{end:X}"
        for start, end in zip(starts, ends, strict=True)
    ]


def for_the_scene(weights: dict[str, dict[str, Any]]) -> str:
    """The advances of the sans face as a module: by weight the letters, and their thousandths."""
    lines = [
        "/** How wide letters are: the letters, and thousandths of em. By tools/fonts.py. */",
        "",
    ]
    lines.append("/** @type {Record<400 | 600, [string, number[]]>} */")
    lines.append("// prettier-ignore")
    lines.append("export const ADVANCES = {")
    for weight, font in weights.items():
        letters = json.dumps("".join(font["widths"]), ensure_ascii=False)
        thousandths = [round(1000 * each / font["em"]) for each in font["widths"].values()]
        lines.append(f"  {weight}: [{letters}, {json.dumps(thousandths, separators=(',', ':'))}],")
    return "\n".join([*lines, "};", ""])


def prepare(font: TTFont) -> None:
    """Freeze the tabular digits, add what is missing, drop the rest."""
    freeze_tabular(font)
    add_missing(font, "∇", "∆Δ", upside_down)
    for sign, base in RAISED.items():
        add_missing(font, sign, base, raised)
    letters = set(map(ord, (*SIGNS, *RAISED)))
    letters |= {code for first, last in RANGES for code in range(first, last + 1)}
    subset(font, letters)


def subset(font: TTFont, letters: set[int]) -> None:
    options = Options(
        layout_features=["kern", "mark", "ccmp"],
        name_IDs=[0, 1, 2, 13, 14],
        hinting=False,
        notdef_outline=True,
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)


def freeze_tabular(font: TTFont) -> None:
    """The tabular forms of digits and signs become the default ones."""
    forms = tabular_forms(font)
    for table in font["cmap"].tables:
        for code in map(ord, TABULAR):
            if code in table.cmap:
                table.cmap[code] = forms.get(table.cmap[code], table.cmap[code])


def tabular_forms(font: TTFont) -> dict[str, str]:
    if "GSUB" not in font:
        return {}
    layout = font["GSUB"].table
    forms: dict[str, str] = {}
    for record in layout.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for lookup in record.Feature.LookupListIndex:
                for table in layout.LookupList.Lookup[lookup].SubTable:
                    forms |= getattr(table, "ExtSubTable", table).mapping
    return forms


def upside_down(font: TTFont, glyph: str) -> Transform:
    bounds = font["glyf"][glyph]
    return Identity.translate(0, bounds.yMin + bounds.yMax).scale(1, -1)


def raised(font: TTFont, glyph: str) -> Transform:
    return Identity.translate(0, 0.42 * font["OS/2"].sCapHeight).scale(0.62, 0.62)


def add_missing(font: TTFont, sign: str, bases: str, transform: Maker) -> None:
    """Draw `sign` as a transformed copy of the first of `bases`, where the font has no `sign`."""
    names = font.getBestCmap()
    if ord(sign) in names:
        return
    glyph = next(names[ord(base)] for base in bases if ord(base) in names)
    name, matrix = f"uni{ord(sign):04X}", transform(font, glyph)
    outline = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[glyph].draw(outline)
    pen = TTGlyphPen(None)
    outline.replay(TransformPen(pen, matrix))
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = pen.glyph()
    advance, bearing = font["hmtx"][glyph]
    narrow = font["head"].unitsPerEm == 1000
    font["hmtx"][name] = (advance if narrow else round(advance * matrix[0]), bearing)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[ord(sign)] = name


def widths(font: TTFont) -> dict[str, object]:
    """The advance of every letter, in units per em."""
    metrics = font["hmtx"]
    letters = {chr(code): metrics[name][0] for code, name in sorted(font.getBestCmap().items())}
    return {"em": font["head"].unitsPerEm, "widths": letters}


if __name__ == "__main__":
    main()
