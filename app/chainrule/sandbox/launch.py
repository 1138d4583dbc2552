"""How a Python process of chainrule's own is started, whatever the working directory holds."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import chainrule

__all__ = ["PACKAGES", "command", "search_path"]

PACKAGES = str(Path(chainrule.__file__).resolve().parent.parent)

# `-P` keeps the working directory out of the search path: a student's `random.py` stays there.
BOOT = (
    "import importlib, json, sys;"
    "path = json.loads(sys.argv[1]);"
    "sys.path[:] = path or [*sys.path, sys.argv[2]];"
    "importlib.import_module(sys.argv[3]).main(sys.argv[4:])"
)


def command(module: str, *arguments: str, path: Sequence[str] = ()) -> list[str]:
    """The command line that calls `main` of `module`.

    Modules are searched in `path`; without one, as always, and where chainrule is.
    """
    return [sys.executable, "-P", "-c", BOOT, json.dumps(path), PACKAGES, module, *arguments]


def search_path() -> list[str]:
    """Where this process finds its modules, for a process that inherits no environment."""
    return [PACKAGES, *(folder for folder in sys.path if os.path.isabs(folder))]
