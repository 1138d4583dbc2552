"""What can be checked of the Dockerfile where no image can be built."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server.serving import Serving

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
LINES = [line.split(maxsplit=1) for line in TEXT.splitlines() if line and line[0] not in "# "]
KNOWN = {"FROM", "ARG", "RUN", "WORKDIR", "COPY", "USER", "ENV", "VOLUME", "EXPOSE", "HEALTHCHECK"}


def of(instruction: str) -> list[str]:
    return [rest for name, rest in LINES if name == instruction]


def command() -> list[str]:
    (text,) = of("CMD")
    parsed: list[str] = json.loads(text)
    return parsed


def test_every_line_is_an_instruction() -> None:
    assert {name for name, _ in LINES} == KNOWN | {"CMD"}


def test_what_is_copied_exists_and_is_not_ignored() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in ignored
    for copied in of("COPY"):
        for name in copied.split()[:-1]:
            assert (ROOT / name).exists(), name
            assert f"!{name}" in ignored, name


def test_all_that_the_wheel_is_built_from_is_copied() -> None:
    pyproject = (ROOT / "pyproject.toml").read_text()
    copied = {name for line in of("COPY") for name in line.split()[:-1]}
    (included,) = re.findall(r"^only-include = (\[.*\])$", pyproject, re.MULTILINE)
    assert {name.partition("/")[0] for name in json.loads(included)} <= copied
    assert {"README.md", "LICENSE", "pyproject.toml"} <= copied


def test_torch_is_the_makefiles_and_the_packages() -> None:
    (version,) = re.findall(r"^TORCH \?= (\S+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert f"TORCH={version}" in of("ARG")
    assert f'"torch>={version.rpartition(".")[0]}' in (ROOT / "pyproject.toml").read_text()


@pytest.mark.parametrize("set_up", ["", "somewhere"])
def test_the_index_is_named_only_where_one_is_given(set_up: str) -> None:
    (line, _) = of("RUN")
    shell = f"pip() {{ printf '%s\\n' \"$@\"; }}; TORCH=1; TORCH_INDEX={set_up}; {line}"
    said = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, check=True)
    expected = ["--index-url", set_up] if set_up else []
    assert said.stdout.split() == ["install", "--no-cache-dir", *expected, "torch==1"]


def test_it_runs_as_an_ordinary_user() -> None:
    names = [name for name, _ in LINES]
    assert of("USER") == ["chainrule"]
    assert names.index("USER") < names.index("CMD")


def test_its_command_serves_and_its_check_sees_it(tmp_path: Path) -> None:
    program, *arguments = command()
    assert program == "chainrule"
    at = arguments.index("--port")
    assert arguments[at + 1] == of("EXPOSE")[0] == "8000"
    rest = arguments[1:at] + arguments[at + 2 :]
    (setting,) = of("ENV")
    name, _, _ = setting.partition("=")
    environment = {name: str(tmp_path / "t.sqlite")}
    with Serving(*rest, environment=environment) as serving:
        port = serving.url.rpartition(":")[2]
        assert check(port).returncode == 0
        assert (tmp_path / "t.sqlite").exists()
    assert check(port).returncode != 0


def check(port: str) -> "subprocess.CompletedProcess[bytes]":
    """The HEALTHCHECK's own command, at the port."""
    (health,) = of("HEALTHCHECK")
    python, *arguments = json.loads(health.partition(" CMD ")[2])
    assert python == "python"
    line = [each.replace(":8000", f":{port}") for each in arguments]
    return subprocess.run([sys.executable, *line], capture_output=True, timeout=30)
