"""Numbers and widths: the same text as the page writes, with room for the widest."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from chainrule.layout import Picture, format_number, lay_out, text_width
from chainrule.layout.text import shorten
from chainrule.rules.document import rules_document
from chainrule.rules.optimisers import OPTIMISERS
from chainrule.rules.table import RULES
from chainrule.trace.numbers import decode_scalar
from tests.layout.made import Maker

ROOT = Path(__file__).resolve().parents[2]
NUMBERS = json.loads((ROOT / "tests/fixtures/numbers.json").read_text(encoding="utf-8"))
FONTS = {
    ("sans", 400): "inter-regular.woff2",
    ("sans", 600): "inter-semibold.woff2",
    ("mono", 400): "jetbrains-mono-regular.woff2",
}
MATHEMATICS = ("stix-two-math.woff2", "stix-two-math-more.woff2")


@pytest.mark.parametrize("case", NUMBERS, ids=lambda case: case["text"])
def test_numbers_are_written_as_on_the_page(case: dict) -> None:
    assert format_number(decode_scalar(case["number"], "it"), case["dtype"]) == case["text"]


@pytest.mark.parametrize(("face", "weight"), FONTS)
def test_widths_are_those_of_the_shipped_font(face: str, weight: int) -> None:
    advances: dict[int, float] = {}
    for name in (FONTS[face, weight], FONTS[face, weight].replace(".", "-more.")):
        font = TTFont(ROOT / "static/fonts" / name)
        em = font["head"].unitsPerEm
        advances |= {code: font["hmtx"][of][0] / em for code, of in font.getBestCmap().items()}
    for text in ("weightᵀ", "−1.23e−4", "∂L/∂ŷ · ∇f ≤ ∞", "Linear", "h₁₂"):
        expected = sum(advances[ord(letter)] for letter in text) * 20
        assert text_width(text, 20, face, weight) == pytest.approx(expected)


def test_the_scene_measures_letters_alike() -> None:
    widths = json.loads((ROOT / "app/chainrule/layout/advances.json").read_text("utf-8"))["sans"]
    module = (ROOT / "static/js/scene/advances.js").read_text("utf-8")
    for weight, font in widths.items():
        thousandths = [round(1000 * each / font["em"]) for each in font["widths"].values()]
        letters = json.dumps("".join(font["widths"]), ensure_ascii=False)
        line = f"  {weight}: [{letters}, {json.dumps(thousandths, separators=(',', ':'))}],"
        assert line in module


@pytest.mark.parametrize(("face", "weight"), FONTS)
def test_figures_and_signs_are_equally_wide(face: str, weight: int) -> None:
    assert len({text_width(sign, 10, face, weight) for sign in "0123456789−+"}) == 1


def test_the_font_of_mathematics_has_what_the_rules_say() -> None:
    names = {name for rule in RULES for name in (*rule.grad_fns, rule.op)}
    table = json.dumps(rules_document([*names, *OPTIMISERS]), ensure_ascii=False)
    markup = "".join(re.findall(r'"mathml": "((?:[^"\\]|\\.)*)"', table))
    formulas = unescape("".join(re.findall(r">([^<>]+)<", markup)))
    fonts = [TTFont(ROOT / "static/fonts" / name) for name in MATHEMATICS]
    letters = {chr(code) for font in fonts for code in font.getBestCmap()}
    assert len(set(formulas)) > 100
    assert set(formulas) <= letters
    grown = fonts[0]["MATH"].table.MathVariants.VertGlyphCoverage.glyphs
    assert {fonts[0].getBestCmap()[ord(sign)] for sign in "()[]{}|√∑"} <= set(grown)


@pytest.mark.parametrize("name", [*FONTS.values(), *MATHEMATICS[:1]])
def test_the_fonts_are_small_and_have_their_licences(name: str) -> None:
    path = ROOT / "static/fonts" / name
    assert path.stat().st_size < 30_000
    licence = path.with_name(name.rsplit("-", 1)[0] + "-LICENSE.txt")
    assert "SIL Open Font License, Version 1.1" in licence.read_text(encoding="utf-8")


def test_a_long_text_is_cut_to_its_room() -> None:
    cut = shorten("a_rather_long_name_of_a_variable", 100, 20)
    assert cut.endswith("…")
    assert text_width(cut, 20) <= 100
    assert shorten("short", 100, 20) == "short"


def drawn(maker: Maker) -> Picture:
    (picture,) = lay_out(maker.trace()).pictures
    return picture


@pytest.mark.parametrize(
    ("shape", "form", "rows", "columns"),
    [
        ((), "number", 1, 1),
        ((1, 1), "number", 1, 1),
        ((0,), "number", 1, 1),
        ((4,), "numbers", 1, 4),
        ((4, 3), "numbers", 4, 3),
        ((2, 2, 2), "numbers", 4, 2),
        ((5,), "heatmap", 1, 5),
        ((100, 300), "heatmap", 8, 8),
    ],
)
def test_the_form_follows_the_shape(
    shape: tuple[int, ...], form: str, rows: int, columns: int
) -> None:
    maker = Maker()
    maker.operation("exp", maker.leaf("x", shape), shape=shape)
    for card in drawn(maker).cards:
        assert (card.value.form, card.value.rows, card.value.columns) == (form, rows, columns)
        if form == "heatmap":
            assert str(shape[0]) in card.subtitle


def test_a_card_has_room_for_its_widest_number_in_any_frame() -> None:
    maker = Maker()
    weight = maker.leaf("w", (1, 2), requires_grad=True)
    for shape in ((1, 2), (1, 2)):
        maker.backward(maker.operation("exp", weight, shape=shape))
    picture = drawn(maker)
    for card in picture.cards:
        widest = max(text_width(text, 26, weight=600) for text in ("−1.00", "−0.875"))
        assert card.value.cell_width >= (widest if card.kind == "operation" else 0)
        assert card.width >= card.value.columns * card.value.cell_width


def test_an_operation_is_called_by_its_variable_and_its_sign() -> None:
    maker = Maker()
    x = maker.leaf("x", requires_grad=True)
    maker.operation("mul", x, maker.operation("relu", x), name="product")
    titles = [(card.title, card.symbol) for card in drawn(maker).cards]
    assert titles == [("ReLU", None), ("product", "×"), ("x", None)]


def test_what_has_no_gradient_keeps_no_room_for_one() -> None:
    maker = Maker()
    x = maker.leaf("x")
    w = maker.leaf("w", requires_grad=True)
    maker.operation("mul", x, w)
    gradients = {card.title: card.gradient for card in drawn(maker).cards}
    assert gradients == {"x": False, "w": True, "×": True}


def test_an_endless_name_is_cut_at_once() -> None:
    maker = Maker()
    maker.operation("exp", maker.leaf("x" * 1_000_000), name="y" * 1_000_000)
    assert all(len(card.title) < 60 for card in drawn(maker).cards)
