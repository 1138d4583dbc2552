"""The wheel, installed outside the checkout, serves the page."""

import json
import re
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.server.serving import Serving

ROOT = Path(__file__).parents[2]
QUIET = {"PYTHONPATH": "", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    ended = subprocess.run([*build, str(ROOT)], capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stderr
    (built,) = folder.glob("chainrule-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel; what it depends on is lent by this one."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    subprocess.run([*install, "--no-deps", "--no-index", str(wheel)], check=True, timeout=120)
    # A path in a .pth file lends the folder's packages, not what its own .pth files point at: the
    # checkout stays out of sight.
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib"))
    return folder


def test_it_holds_the_package_and_the_pages_files(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tracked = subprocess.run(
        ["git", "ls-files", "app/chainrule", "static", "templates"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    for name in tracked:
        if (ROOT / name).exists():
            inside = name.removeprefix("app/chainrule/").removeprefix("chainrule/")
            assert f"chainrule/{inside}" in names
    strangers = [name for name in names if re.search(r"_cache|\.pyc$|node_modules|tests/", name)]
    assert strangers == []


def test_it_serves_from_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    where = [str(installed / "bin" / "python"), "-c", "import chainrule; print(chainrule.__file__)"]
    found = subprocess.run(where, cwd=tmp_path, env=QUIET, capture_output=True, text=True)
    assert found.stdout.startswith(str(installed)), found.stderr

    command = [str(installed / "bin" / "chainrule")]
    with Serving(command=command, cwd=tmp_path, environment=QUIET) as serving:
        page = serving.get("/").decode()
        for link in re.findall(r'(?:src|href)="(/(?:static|joined)/[^"#?]+)"', page):
            assert serving.get(link), link
        status, body, place = serving.post("/api/traces", {"lesson": "linear-regression"})
        assert status == 201
        assert json.loads(body)["nodes"]
        layout = json.loads(serving.get(f"{place}/layout"))
        assert layout["pictures"]
