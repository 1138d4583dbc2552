"""The page's modules as one plain script mean what they mean as modules."""

import json
from pathlib import Path

import pytest
from py_mini_racer import MiniRacer

from chainrule.assets import STATIC
from chainrule.export.engine import Engine
from chainrule.export.modules import ModuleError, joined_modules, plain_script, reachable
from chainrule.export.tokens import tokens

JS = STATIC / "js"
MODULES = sorted(JS.rglob("*.js"))
GOLDEN = Path(__file__).parents[1] / "js"
MOMENTS = [[0, 1], [2, 0.5], [4, 0.1], [5, 0.5], [5, 1], [8, 0.8], [9, 1]]
VIEW = "{...page.PLAIN_VIEW, show: {values: true, grad_fn: true, chain: true}}"


def value_of(folder: Path, files: dict[str, str], expression: str) -> object:
    """What `expression` is of the script made of `files`, whose entry is main.js."""
    for name, text in files.items():
        (folder / name).write_text(text)
    script = plain_script(folder / "main.js", name="page")
    with MiniRacer() as racer:
        return racer.eval(f"{script}\n{expression}")


def test_every_module_of_the_page_becomes_a_script() -> None:
    with MiniRacer() as racer:
        for module in MODULES:
            script = plain_script(module)
            racer.eval(f"new Function({json.dumps(script)})")
            assert "</script" not in script.lower()
            assert "\0" not in script


def test_the_scene_draws_what_it_draws_as_modules() -> None:
    fixture = json.loads((GOLDEN / "fixtures" / "linear-regression.json").read_text())
    golden = json.loads((GOLDEN / "golden" / "linear-regression.json").read_text())
    trace, layout = json.dumps(fixture["trace"]), json.dumps(fixture["layout"])
    with Engine(JS / "still.js") as engine:
        engine.keep("run", "page.makeRun(values[0], values[1])", trace, layout)
        last = [engine.ask("kept.run.trace.steps.length"), 1]
        moments = json.dumps([*MOMENTS, last])
        drawn = engine.ask(f"{moments}.map((m) => page.scene(kept.run, ...m, {VIEW}))")
    assert drawn == golden


def test_tokens_are_the_text_again() -> None:
    for module in MODULES:
        text = module.read_text()
        assert "".join(token.text for token in tokens(text)) == text


def test_names_are_imported_and_exported_in_every_way(tmp_path: Path) -> None:
    files = {
        "main.js": """
            import { one, two as deux } from "./a.js";
            import * as all from "./a.js";
            import three, { four } from './b.js'
            import "./side.js";
            export { one, five as funf } from "./c.js";
        """,
        "a.js": "export const one = 1; export function two() { return 2; }",
        "b.js": "export default class Three { n = 3 }; const x = 4; export { x as four };",
        "c.js": 'export * from "./a.js"; export * as inner from "./b.js"; export const five = 5;',
        "side.js": "globalThis.side = 6;",
    }
    assert value_of(tmp_path, files, "JSON.stringify([page.one, page.funf, side])") == "[1,5,6]"
    files["main.js"] += "export const sum = one + deux() + new three().n + four + all.one;"
    assert value_of(tmp_path, files, "page.sum") == 11


def test_what_looks_like_a_statement_inside_a_text_stays(tmp_path: Path) -> None:
    files = {
        "main.js": """
            export const text = "import { a } from './b.js'"; // export const not = 1;
            export const pattern = /import "x" \\/\\/ [/"'`]/.source;
            export const template = `a ${`b ${"}"} // c`} export const no = /* 2 */ </script>`;
            export const half = (1 + 3) / 2 /* a / b */ / 2;
            export const key = { import: 1, export: 2 }.import;
        """
    }
    parts = "[page.text, page.pattern, page.template, page.half, page.key]"
    assert json.loads(str(value_of(tmp_path, files, f"JSON.stringify({parts})"))) == [
        "import { a } from './b.js'",
        'import "x" \\/\\/ [/"\'`]',
        "a b } // c export const no = /* 2 */ </script>",
        1,
        1,
    ]


def test_a_module_runs_once_and_those_it_needs_run_before_it(tmp_path: Path) -> None:
    files = {
        "main.js": 'import "./a.js"; import "./b.js"; order.push("main");',
        "a.js": 'import "./b.js"; order.push("a");',
        "b.js": '(globalThis.order ??= []).push("b");',
    }
    assert value_of(tmp_path, files, "order.join()") == "b,a,main"


def test_a_module_loaded_later_is_part_of_the_script_unless_left_out(tmp_path: Path) -> None:
    files = {
        "main.js": 'export const load = () => import("./late.js").then((m) => m.v);',
        "late.js": "export const v = 7;",
    }
    assert value_of(tmp_path, files, "page.load() instanceof Promise")
    late = tmp_path / "late.js"
    assert reachable(tmp_path / "main.js") == [tmp_path / "main.js", late]
    assert reachable(tmp_path / "main.js", without=[late]) == [tmp_path / "main.js"]
    assert "late.js is not part of this file." in plain_script(tmp_path / "main.js", without=[late])


def test_a_module_of_the_servers_own_address_is_left_to_the_server(tmp_path: Path) -> None:
    (tmp_path / "main.js").write_text('export const load = () => import("/static/large.js");')
    scripts = joined_modules(tmp_path / "main.js", "/joined/main/")
    assert 'import("/static/large.js")' in scripts["main.js"]
    assert "large.js is not part of this file." in plain_script(tmp_path / "main.js")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("import { a } from './missing.js';", "missing.js cannot be read"),
        ("import x from 'lodash';", "'lodash', which is no file beside it"),
        ("const a = import.meta.url;", "import.meta"),
        ("export let a = 1;", "`export let`"),
        ("export const a = 1, b = 2;", "several names"),
        ("const x = 'a'; import(x);", "only known when it runs"),
        ("import { a } from './main.js'; export const b = a;", "main.js → main.js"),
    ],
)
def test_what_cannot_be_a_script_is_refused_in_a_sentence(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(ModuleError, match=r"\.$") as refused:
        value_of(tmp_path, {"main.js": text}, "1")
    assert said in str(refused.value)
