"""Rows for those who draw: by the name that was asked for, with every formula twice."""

import json

from chainrule.rules import RULES, find
from chainrule.rules.document import rules_document, update_document


def test_a_row_stands_under_the_name_that_was_asked_for() -> None:
    rows = rules_document(["MulBackward0", "mul", "NoSuchBackward0"])["rules"]
    assert rows.keys() == {"MulBackward0", "mul"}
    assert rows["mul"] == rows["MulBackward0"]
    assert rows["mul"]["symbol"] == "×"


def test_a_row_holds_its_formulas_as_latex_and_as_mathml() -> None:
    row = rules_document(["SigmoidBackward0"])["rules"]["SigmoidBackward0"]
    (slot,) = row["inputs"]
    assert slot["argument"] == "input"
    assert slot["rule"]["latex"] == find("SigmoidBackward0").inputs[0].partials
    assert slot["local"]["latex"].endswith(r"= y \cdot (1 - y)")
    for formula in (row["forward"], slot["rule"], slot["local"]):
        assert formula.keys() == {"latex", "mathml"}
        assert formula["mathml"].startswith("<math ")


def test_every_row_is_plain_json() -> None:
    names = [name for rule in RULES for name in rule.grad_fns]
    rows = json.loads(json.dumps(rules_document(names)))["rules"]
    assert len(rows) == len(names)
    assert rows["CatBackward0"]["inputs"][0]["repeats"] is True
    assert rows["SumBackward0"]["inputs"][0]["local"] is None


def test_an_optimisers_lines_come_with_their_letters() -> None:
    document = update_document("SGD", {"lr": 0.1, "momentum": 0.9})
    assert [line["latex"] for line in document["lines"]] == [
        r"v \leftarrow \mu \cdot v + g",
        r"p \leftarrow p - \eta \cdot v",
    ]
    named = {each["sign"]["latex"]: (each["source"], each["name"]) for each in document["letters"]}
    assert named[r"\mu"] == ("setting", "momentum")
    assert named["v"] == ("state", "momentum_buffer")
    assert named["g"] == ("grad", "")
    assert update_document("LBFGS", {}) is None
