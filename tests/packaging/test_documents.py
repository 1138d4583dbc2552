"""What the documents say is so: targets, commands, options, code, links, tables."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from chainrule.cli.commands import app
from chainrule.notebook.view import KNOWN

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
DOCUMENTS = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_every_make_target_named_exists() -> None:
    named = set(re.findall(r"\bmake ([a-z-]+)", "".join(blocks("sh")) + README))
    assert {"run", "test"} <= named
    assert named <= TARGETS


def test_every_phony_target_says_what_it_does() -> None:
    (phony,) = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    described = set(re.findall(r"^([a-z-]+):[^\n]*## ", MAKEFILE, re.MULTILINE))
    assert set(phony.split()) == described


def test_every_command_and_option_named_exists() -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    named = re.findall(r"`chainrule ([a-z]+)([^`]*)`", README.replace("\\|", "|"))
    assert {name for name, _ in named} == set(commands)
    for name, rest in named:
        known = {option for each in commands[name].params for option in each.opts}
        assert set(re.findall(r"(?<!\S)\[?(--?[a-z]+)", rest)) <= known


def test_the_values_named_are_the_policies() -> None:
    from typing import get_args

    from chainrule.trace import Policy

    assert "|".join(get_args(Policy)) in README.replace("\\|", "|")


@pytest.mark.parametrize("code", blocks("python"), ids=lambda code: code.split("\n")[-2])
def test_every_example_in_python_runs(code: str) -> None:
    line = [sys.executable, "-W", "error", "-c", code]
    ended = subprocess.run(line, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", document.read_text()):
        if not link.startswith("http"):
            assert (document.parent / link).exists(), link


def test_the_table_of_settings_is_current() -> None:
    check = [sys.executable, str(ROOT / "tools" / "settings.py"), "--check"]
    assert subprocess.run(check, timeout=60).returncode == 0


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = set(re.findall(r"\]\((\d{4}-[^)]+)\)", (folder / "README.md").read_text()))
    assert listed == {each.name for each in folder.glob("[0-9]*.md")}


def test_the_changelog_knows_this_version() -> None:
    from importlib.metadata import version

    assert f"\n## {version('chainrule')}" in (ROOT / "CHANGELOG.md").read_text()


def test_no_packages_are_fetched_from_a_named_place() -> None:
    """A lock file or a script that names one fails where another is set up."""
    for name in ("package-lock.json", "Makefile", "Dockerfile", "pyproject.toml"):
        if (ROOT / name).exists():
            assert not re.search(r"https?://[\w.]*(registry|pypi|npmjs)", (ROOT / name).read_text())


def test_an_embed_has_the_same_parameters_everywhere() -> None:
    """In the page's reader, the element, the notebook's view and the document."""
    address = (ROOT / "static" / "js" / "address.js").read_text()
    element = (ROOT / "static" / "element" / "chain-rule.js").read_text()
    table = (ROOT / "docs" / "embedding.md").read_text().partition("## Parameters")[2]
    readers, choices = (
        set(
            re.findall(
                r"^  \"?([a-z-]+)\"?:",
                address.partition(f"const {name} ")[2].partition("\n}")[0],
                re.M,
            )
        )
        for name in ("CHOICES =", "READERS =")
    )
    (listed,) = re.findall(r"const PARAMETERS = \[(.*?)\]", element, re.DOTALL)
    documented = re.findall(
        r"^\| ((?:`\w+`(?:, )?)+) \|", table.partition("\n## ")[0], re.MULTILINE
    )
    known = (readers | choices) - {"program", "seed", "knobs", "twin-step"}
    assert set(re.findall(r'"(\w+)"', listed)) == known
    assert set(re.findall(r"`(\w+)`", " ".join(documented))) == known
    assert {*KNOWN, "twin"} == known
