"""What is loaded when, and what the package shows."""

import subprocess
import sys

import pytest

import chainrule
from chainrule import assets

LOADED = "import sys, {}; print(*sorted(sys.modules))"


def loaded(imports: str) -> set[str]:
    ended = subprocess.run(
        [sys.executable, "-c", LOADED.format(imports)], capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 0, ended.stderr
    return set(ended.stdout.split())


@pytest.mark.parametrize(
    "imports",
    [
        "chainrule",
        "chainrule.trace",
        "chainrule.rules",
        "chainrule.layout",
        "chainrule.export",
        "chainrule.lessons",
        "chainrule.store",
        "chainrule.why",
        "chainrule.sandbox",
        "chainrule.server, chainrule.server.app, chainrule.server.worker",
        "chainrule.cli, chainrule.cli.commands, chainrule.cli.serve, chainrule.cli.run",
        "chainrule.notebook",
    ],
)
def test_torch_stays_unloaded(imports: str) -> None:
    assert "torch" not in loaded(imports)


def test_the_capture_loads_torch() -> None:
    """The check above would see it."""
    assert "torch" in loaded("chainrule.capture")


@pytest.mark.parametrize("package", ["trace", "rules", "lessons", "why"])
def test_the_low_packages_need_only_the_standard_library(package: str) -> None:
    allowed = {*sys.stdlib_module_names, "chainrule", "sitecustomize", "usercustomize"}
    before = loaded("sys")
    foreign = {name.partition(".")[0] for name in loaded(f"chainrule.{package}") - before}
    assert foreign <= allowed


def test_the_commands_that_need_no_server_load_none() -> None:
    assert not {"fastapi", "uvicorn"} & loaded("chainrule.cli, chainrule.cli.run")


def test_what_lays_out_starts_without_the_web() -> None:
    assert not {"fastapi", "uvicorn", "torch"} & loaded("chainrule.server.worker")


def test_the_package_shows_what_it_says() -> None:
    assert set(chainrule.__all__) == {"Trace", "__version__", "record", "run", "show"}
    for name in chainrule.__all__:
        assert getattr(chainrule, name) is not None
    assert dir(chainrule) == chainrule.__all__
    with pytest.raises(AttributeError, match="has no 'nope'"):
        chainrule.nope  # noqa: B018


def test_the_pages_files_are_found() -> None:
    assert (assets.TEMPLATES / "page.html").is_file()
    assert (assets.STATIC / "js" / "main.js").is_file()
