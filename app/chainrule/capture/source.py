"""Where in the user's own code something happens: frame, line and the words written there."""

import ast
import dis
import inspect
import linecache
import os
import site
import sys
import sysconfig
import textwrap
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import torch

from chainrule.trace import Program, SourceFile

__all__ = ["Place", "Sources", "variables_of"]

PACKAGE = str(Path(__file__).resolve().parents[1])
LONGEST_EXPRESSION = 120
LONGEST_ASSIGNMENT = 8
STORING = dis.opmap["STORE_SUBSCR"]
COMPOUND = (b"for ", b"with ", b"while ", b"if ", b"async ")
# Functions of libraries that give parameters their first values: no step of the program's.
SETTING_UP = {
    "__init__",
    "reset_parameters",
    "_reset_parameters",
    "_init_weights",
    "from_pretrained",
}
# Where a constructor computes, as `Categorical(logits=…)` does, and the one that only validates.
COMPUTING = os.path.join(os.path.dirname(torch.distributions.__file__), "")
VALIDATING = torch.distributions.distribution.__file__


def _library_folders() -> tuple[str, ...]:
    """Folders whose code is not the user's: the standard library, packages, chainrule."""
    paths = sysconfig.get_paths()
    folders = {paths[key] for key in ("stdlib", "platstdlib", "purelib", "platlib")}
    folders |= {*site.getsitepackages(), site.getusersitepackages(), PACKAGE}
    return tuple(os.path.join(folder, "") for folder in sorted(folders))


# The frame's own reference to what it shows, ours, and that of the call that counts them.
OURS = 3
LIBRARY = _library_folders()


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the user's code. `expression` is the source text of what ran there."""

    file: str | None
    line: int | None
    expression: str | None = None


NOWHERE = Place(None, None)


# What is known of the code of a frame: whether it is the user's, whether a library sets something
# up in it, and its name, if that is a public one of a library. Code that is kept keeps its id.
Kind = tuple[CodeType, bool, bool, str | None]
# The innermost frame of the user's, whether a library is setting up, and its outermost function.
Look = tuple[FrameType | None, bool, str | None]


@dataclass(slots=True)
class Sources:
    """Finds the user's frames, and remembers which files they are from.

    `root` is the program's folder and `entry` its own file, which is the user's wherever it is.
    `landmark` is the code of a frame of ours that stands where a module was called; what is above
    the innermost of them is looked at once, for all the calls below it.
    """

    root: str | None = None
    entry: str | None = None
    landmark: CodeType | None = None
    above: list[Look | None] = field(default_factory=list)
    _kinds: dict[int, Kind] = field(default_factory=dict)
    _spans: dict[int, list[tuple[int | None, ...]]] = field(default_factory=dict)
    _places: dict[tuple[int, int], Place] = field(default_factory=dict)
    _files: dict[str, str] = field(default_factory=dict)

    def frame(self, start: FrameType | None = None) -> FrameType | None:
        """The innermost frame of the user's own code."""
        frame = start or sys._getframe(1)
        while frame is not None and not self.is_user(frame.f_code):
            frame = frame.f_back  # type: ignore[assignment]
        return frame

    def look(self) -> Look:
        """The innermost frame of the user's, whether a library is setting up, and its function.

        The last is the outermost public function of a library that the user's frame waits for.
        """
        return self._look(sys._getframe(1), len(self.above) - 1)

    def _look(self, frame: FrameType | None, level: int) -> Look:
        building, through, kinds = False, None, self._kinds
        while frame is not None:
            code = frame.f_code
            kind = kinds.get(id(code)) or self._kind(code)
            if kind[1]:
                break
            if code is self.landmark and level >= 0:
                outer = self.above[level]
                if outer is None:
                    outer = self.above[level] = self._look(frame.f_back, level - 1)
                return outer[0], building or outer[1], outer[2] or through
            building = building or kind[2]
            through = kind[3] or through
            frame = frame.f_back
        return frame, building, through

    def is_user(self, code: CodeType) -> bool:
        return (self._kinds.get(id(code)) or self._kind(code))[1]

    def _kind(self, code: CodeType) -> Kind:
        filename, name = code.co_filename, code.co_name
        user = filename == self.entry or _is_user_file(filename)
        public = not name.startswith("_") and not filename.startswith(PACKAGE)
        computing = filename.startswith(COMPUTING) and filename != VALIDATING
        building = name in SETTING_UP and not computing
        kind = code, user, building, name if public else None
        self._kinds[id(code)] = kind
        return kind

    def place(self, frame: FrameType | None) -> Place:
        """Where `frame` is now."""
        if frame is None:
            return NOWHERE
        key = id(frame.f_code), frame.f_lasti
        place = self._places.get(key)
        if place is None:
            self.is_user(frame.f_code)  # which keeps the code, and thereby its id
            file = self._file(frame.f_code.co_filename)
            place = self._places[key] = Place(file, frame.f_lineno, self._expression(frame))
        return place

    def at_line(self, filename: str, line: int | None) -> Place:
        return Place(self._file(filename), line)

    def _file(self, path: str) -> str:
        """The name of a file that takes part."""
        if path not in self._files:
            self._files[path] = self._name(path)
        return self._files[path]

    def program(self, entry: str | None) -> Program:
        """The text of every file of the user's that took part; `entry` comes first."""
        if entry is not None:
            self._files = {entry: self._name(entry), **self._files}
        files = tuple(
            SourceFile(name=name, text="".join(linecache.getlines(path)))
            for path, name in self._files.items()
        )
        return Program(files=files, entry=files[0].name if files else "")

    def _name(self, path: str) -> str:
        """A file's name as the document shows it: relative to the program's folder."""
        if path == "<program>":
            return "program.py"
        if self.root and path.startswith(os.path.join(self.root, "")):
            return os.path.relpath(path, self.root)
        return os.path.basename(path) or path

    def _expression(self, frame: FrameType) -> str | None:
        code = frame.f_code
        spans = self._spans.get(id(code))
        if spans is None:
            spans = self._spans[id(code)] = list(code.co_positions())
        first, last, start, end = spans[frame.f_lasti // 2]
        if first is None or last is None or start is None or end is None:
            return None
        lines = linecache.getlines(code.co_filename)[first - 1 :]
        if code.co_code[frame.f_lasti] == STORING:
            return _assignment(lines, start) or _segment(lines[: last - first + 1], start, end)
        return _segment(lines[: last - first + 1], start, end)


def variables_of(frame: FrameType) -> dict[str, Any]:
    """A copy of a frame's variables, none of which lives any longer for having been looked at.

    Before Python 3.13 a function's frame keeps what it shows, until it is asked again or ends; what
    the program itself holds, having called `locals()`, is left as it is.
    """
    shown = frame.f_locals
    variables = dict(shown)
    of_function = frame.f_code.co_flags & inspect.CO_OPTIMIZED
    if of_function and type(shown) is dict and sys.getrefcount(shown) == OURS:
        shown.clear()
    return variables


def _assignment(lines: list[str], start: int) -> str | None:
    """The assignment whose target begins at a UTF-8 byte column of the first line.

    For `x[0] = 5` Python marks the target alone.
    """
    if not lines:
        return None
    indent = len(lines[0]) - len(lines[0].lstrip())
    for count in range(1, min(len(lines), LONGEST_ASSIGNMENT) + 1):
        try:
            tree = ast.parse(textwrap.dedent("".join(lines[:count])))
        except SyntaxError:
            continue
        found = (each for each in ast.walk(tree) if _assigns_at(each, start - indent))
        node: Any = next(found, None)
        if node is None:
            return None
        first, last = node.col_offset + indent, node.end_col_offset + indent
        return _segment(lines[: node.end_lineno], first, last)
    return None


def _assigns_at(node: ast.AST, column: int) -> bool:
    """Whether a target of an assignment begins on the first line, there."""
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AugAssign):
        targets = [node.target]
    return any(each.lineno == 1 and each.col_offset == column for each in targets)


def _segment(lines: list[str], start: int, end: int) -> str | None:
    """The text between two UTF-8 byte columns, on one line of readable length."""
    if not lines:
        return None
    encoded = [line.encode() for line in lines]
    encoded[-1] = encoded[-1][:end]
    encoded[0] = encoded[0][start:]
    if len(lines) > 1 and encoded[0].startswith(COMPOUND):
        encoded = encoded[:1]  # of a `for` or `with` statement, its header
    text = " ".join(b"".join(encoded).decode(errors="replace").split())
    return text if len(text) <= LONGEST_EXPRESSION else f"{text[: LONGEST_EXPRESSION - 1]}…"


@cache
def _is_user_file(filename: str) -> bool:
    if filename.startswith("<"):
        return filename.startswith(("<program", "<ipython", "<stdin"))
    return not os.path.abspath(filename).startswith(LIBRARY)
