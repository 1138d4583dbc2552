"""The commands' small print: help, version, schema, and files that cannot be used."""

import json
import re
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from chainrule.cli.commands import app
from chainrule.trace import json_schema


def called(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.stdout, result.stderr


def test_the_version() -> None:
    assert called("--version") == (0, f"chainrule {version('chainrule')}\n", "")


def test_the_schema() -> None:
    status, printed, _ = called("schema")
    assert status == 0
    assert json.loads(printed) == json_schema()


@pytest.mark.parametrize("command", [(), ("run",), ("serve",), ("schema",)])
def test_every_command_has_help(command: tuple[str, ...]) -> None:
    status, printed, _ = called(*command, "--help")
    assert status == 0
    assert "--help" in printed


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("run", "nope.py"), r"nope\.py cannot be read \(No such file or directory\); name"),
        (("run", "folder"), r"folder cannot be read \(Is a directory\)"),
        (("run", "x.py", "-o", "no/x.json"), r"There is no folder no to write the trace to"),
        (("serve", "nope.py"), r"nope\.py cannot be read"),
        (("serve", "nope.json"), r"nope\.json cannot be read \(No such file or directory\)"),
        (("serve", "text.json"), r"text\.json is no trace that can be shown\. This is no JSON"),
        (("serve", "cut.json"), r"is the file cut short\?"),
        (("serve", "other.json"), r"The document's format is None, where 'chainrule\.trace' was"),
        (("serve", "newer.json"), r"written in version 99 .* install a newer chainrule"),
        (("serve", "--host", "203.0.113.1"), r"Port 8000 of 203\.0\.113\.1 cannot be used"),
        (("serve", "--host", "no such host"), r"cannot be used"),
    ],
)
def test_what_cannot_be_used_is_a_sentence_on_standard_error(
    arguments: tuple[str, ...], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    Path("x.py").write_text("pass")
    Path("text.json").write_text("hello")
    Path("cut.json").write_text('{"format": "chainrule.trace", "version')
    Path("other.json").write_text("{}")
    Path("newer.json").write_text('{"format": "chainrule.trace", "version": 99}')
    if arguments[0] == "serve" and "--host" not in arguments:
        arguments = (*arguments, "--port", "0")
    status, printed, complaint = called(*arguments)
    assert (status, printed) == (1, "")
    assert complaint.startswith("chainrule: ")
    assert complaint.count("\n") == 1
    assert re.search(sentence, complaint)


def test_a_setting_that_cannot_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAINRULE_QUEUE", "many")
    status, _, complaint = called("serve", "--port", "0")
    assert status == 1
    assert "CHAINRULE_QUEUE is 'many'" in complaint


@pytest.mark.parametrize("option", [("--port", "70000"), ("--port", "x"), ("--nope",)])
def test_a_wrong_option_is_a_usage_error(option: tuple[str, ...]) -> None:
    status, _, complaint = called("serve", *option)
    assert status == 2
    assert "Usage" in complaint
