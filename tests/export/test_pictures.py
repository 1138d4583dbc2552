"""The README's pictures can be drawn again, and are what the README says they are."""

from pathlib import Path

import pytest
from PIL import Image

from tools.pictures import FOLDER, PICTURES, main

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    main(folder)
    return folder


def test_the_readme_shows_every_picture() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for picture in PICTURES:
        assert f"docs/pictures/{picture.name}" in readme
        assert (FOLDER / picture.name).is_file()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("requires-grad.svg", "Backward · step 8 of 11 · weight"),
        ("gradient-functions.svg", "Forward · step 3 of 11 · loss"),
        ("chain-rule.svg", "Backward · step 5 of 11 · AddmmBackward0"),
    ],
)
def test_a_drawing_is_of_the_step_it_is_meant_to_be(drawn: Path, name: str, said: str) -> None:
    for folder in (drawn, FOLDER):
        text = (folder / name).read_text(encoding="utf-8")
        assert f"<title>{said}</title>" in text


def test_the_backward_pass_moves(drawn: Path) -> None:
    for folder in (drawn, FOLDER):
        with Image.open(folder / "backward-pass.gif") as film:
            assert film.size == (960, 540)
            assert film.n_frames > 20
