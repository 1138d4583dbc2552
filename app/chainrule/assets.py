"""Where the page's files are: beside the package's source in a checkout, inside it in a wheel."""

from pathlib import Path

__all__ = ["STATIC", "TEMPLATES"]

PACKAGE = Path(__file__).resolve().parent


def _find(name: str) -> Path:
    installed = PACKAGE / name
    return installed if installed.is_dir() else PACKAGE.parents[1] / name


STATIC = _find("static")
TEMPLATES = _find("templates")
