"""The page's modules as one plain script, for where there is no server to load modules from.

The embedded V8 runs it, and a page in a single file carries it. Each module becomes a function
that is called once, when it is first needed; what it exports are the properties of an object, with
the values that they have once the module has run.
"""

import json
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice, takewhile
from pathlib import Path

from chainrule.export.tokens import Token, tokens

__all__ = ["ModuleError", "joined_modules", "plain_script", "reachable"]

HEAD = "(() => {\n'use strict';\nconst $made = {}, $makers = {};\n"
NEED = "const $need = (name) => ($made[name] ??= $makers[name]());\n"
JOINED = "export const $made = {}, $makers = {};\nexport " + NEED
LATER = "Promise.resolve().then(() => $need({name}))"
APART = "import({address}).then(() => $need({name}))"
MISSING = "Promise.reject(new Error({sentence}))"
SPACE = ("space", "comment")
DECLARATIONS = ("const", "function", "class", "async")


class ModuleError(ValueError):
    """A module says something that a plain script cannot; the message names it and the way out."""


@dataclass(slots=True)
class Module:
    """One module rewritten: its text, what it exports by name, what it needs."""

    text: str = ""
    exports: dict[str, str] = field(default_factory=dict)
    spread: list[Path] = field(default_factory=list)
    needs: list[Path] = field(default_factory=list)
    later: list[Path] = field(default_factory=list)
    apart: list[Path] = field(default_factory=list)


def plain_script(entry: Path, *, name: str = "", without: Collection[Path] = ()) -> str:
    """One script that runs `entry` and every module that it reaches, comments left out.

    Its value is what `entry` exports, kept in the variable `name` where one is given. `import()`
    of a module in `without` fails with a sentence, and that module is left out. Nothing in the
    script ends an HTML script element. Raises `ModuleError`.
    """
    found = _collect(entry.resolve(), {path.resolve() for path in without})
    _refuse_circles(found, entry.resolve())
    base = Path(os.path.commonpath([path.parent for path in found]))
    makers = _makers(found, base)
    start = f"return $need({_quoted(entry.resolve(), base)});\n}})();\n"
    return (f"var {name} = " if name else "") + HEAD + NEED + makers + start


def reachable(entry: Path, *, without: Collection[Path] = ()) -> list[Path]:
    """The files that `plain_script` puts together, the entry first."""
    return list(_collect(entry.resolve(), {path.resolve() for path in without}))


def joined_modules(entry: Path, address: str) -> dict[str, str]:
    """The modules that `entry` reaches as few modules: its own, and one for each `import()`.

    By name, which is the path beside `entry`; each is to be served at `address` + its name. What
    the entry's has, the others leave out. An `import()` of an address that begins with / stays as
    it is. Comments and idle spaces are left out. Raises `ModuleError`.
    """
    entry = entry.resolve()
    read: dict[Path, Module] = {}
    first = _collect(entry, set(), address, read)
    _refuse_circles(first, entry)
    name = _name(entry, entry.parent)
    start = f"$need({_quoted(entry, entry.parent)});\n"
    scripts = {name: JOINED + _makers(first, entry.parent) + start}
    waiting = [path for module in first.values() for path in module.apart]
    while waiting:
        path = waiting.pop()
        if _name(path, entry.parent) in scripts:
            continue
        found = _collect(path, set(), address, read)
        _refuse_circles(found, path)
        own = {each: module for each, module in found.items() if each not in first}
        shared = f"import {{ $makers, $need }} from {json.dumps(address + name)};\n"
        scripts[_name(path, entry.parent)] = shared + _makers(own, entry.parent)
        waiting += [each for module in own.values() for each in module.apart]
    return scripts


def _makers(modules: dict[Path, Module], base: Path) -> str:
    return "".join(_maker(path, module, base) for path, module in modules.items())


def _collect(
    entry: Path,
    without: set[Path],
    address: str | None = None,
    read: dict[Path, Module] | None = None,
) -> dict[Path, Module]:
    """`entry` and what it reaches; what was `read` already is taken from there."""
    known = {} if read is None else read
    found: dict[Path, Module] = {}
    waiting = [entry]
    while waiting:
        path = waiting.pop(0)
        if path in found:
            continue
        found[path] = known.get(path) or _Reader(path, without, address).read()
        known[path] = found[path]
        waiting += [*found[path].needs, *found[path].later]
    return found


def _refuse_circles(found: dict[Path, Module], entry: Path) -> None:
    done: set[Path] = set()

    def visit(path: Path, way: list[Path]) -> None:
        if path in way:
            circle = " → ".join(each.name for each in [*way[way.index(path) :], path])
            raise ModuleError(f"The modules {circle} import each other; break the circle.")
        if path not in done:
            for need in found[path].needs:
                visit(need, [*way, path])
            done.add(path)

    for path in (entry, *found):
        visit(path, [])


def _name(path: Path, base: Path) -> str:
    return path.relative_to(base).as_posix()


def _quoted(path: Path, base: Path) -> str:
    return json.dumps(_name(path, base))


def _maker(path: Path, module: Module, base: Path) -> str:
    spread = "".join(f"...$need({_mark(each)})," for each in module.spread)
    names = ",".join(_property(name, own) for name, own in module.exports.items())
    text = f"{module.text}\nreturn {{{spread}{names}}};"
    for need in (*module.needs, *module.later, *module.apart):
        text = text.replace(_mark(need), _quoted(need, base))
    return f"$makers[{_quoted(path, base)}] = () => {{\n{text}\n}};\n"


def _property(name: str, own: str) -> str:
    return name if name == own else f"{name}:{own}"


def _mark(path: Path) -> str:
    """Stands for a module's name until the folder that all modules share is known."""
    return f"\0{path}\0"


class _Reader:
    """A module's tokens, read once from the first to the last."""

    def __init__(self, path: Path, without: set[Path], address: str | None = None) -> None:
        self.path = path
        self.without = without
        self.address = address
        self.module = Module()
        self.out: list[str] = []
        try:
            text = path.read_text("utf-8")
        except OSError as error:
            raise ModuleError(f"{path} cannot be read ({error.strerror}).") from None
        self.tokens = list(tokens(text))
        self.at = 0

    def read(self) -> Module:
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.kind == "word" and token.text == "import" and self._before() != ".":
                self._import(token)
            elif token.kind == "word" and token.text == "export" and token.depth == 0:
                self._export()
            else:
                self._keep(token)
                self.at += 1
        self.module.text = "".join(_without_idle_spaces(self.out)).strip()
        return self.module

    def _keep(self, token: Token) -> None:
        """A comment is as good as space, and little of that is needed."""
        piece = _written(token)
        if piece.isspace() and self.out and self.out[-1].isspace():
            piece = max(piece, self.out.pop(), key=lambda space: (space.count("\n"), len(space)))
        self.out.append(piece)

    def _before(self) -> str:
        earlier = (self.tokens[place] for place in range(self.at - 1, -1, -1))
        return next((each.text for each in earlier if each.kind not in SPACE), "")

    def _next(self) -> str:
        """The next token that is not space, without taking it; empty at the end."""
        return next((each.text for each in self._coming(self.at)), "")

    def _coming(self, start: int) -> Iterator[Token]:
        ahead = (self.tokens[place] for place in range(start, len(self.tokens)))
        return (each for each in ahead if each.kind not in SPACE)

    def _take(self, expected: str = "") -> str:
        """The next token that is not space."""
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token.kind not in SPACE:
                if expected and token.text != expected:
                    raise self._refusal(f"{token.text!r} where {expected!r} was expected")
                return token.text
        raise self._refusal("an end in the middle of a statement")

    def _refusal(self, what: str) -> ModuleError:
        return ModuleError(
            f"{self.path.name} has {what}, which cannot become a plain script; import and export"
            " names as the page's other modules do."
        )

    # -- import ---------------------------------------------------------------------------------

    def _import(self, token: Token) -> None:
        following = next((each.text for each in self._coming(self.at + 1)), "")
        if following == "(":
            self.at += 1
            self._import_later()
        elif following == ".":
            raise self._refusal("import.meta")
        elif token.depth == 0:
            self.at += 1
            self._import_now()
        else:
            self._keep(token)
            self.at += 1

    def _import_later(self) -> None:
        self._take("(")
        address = self._take()
        self._take(")")
        if address[0] not in "\"'":
            raise self._refusal(f"import({address}…) of a name that is only known when it runs")
        if address[1] == "/" and self.address is not None:
            self.out.append(f"import({address})")  # served at an address of its own
            return
        path = self._resolve(address)
        if path in self.without or address[1] == "/":
            sentence = f"{path.name} is not part of this file."
            self.out.append(MISSING.format(sentence=json.dumps(sentence)))
            return
        if self.address is not None:
            self._import_apart(path)
            return
        self.module.later.append(path)
        self.out.append(LATER.format(name=_mark(path)))

    def _import_apart(self, path: Path) -> None:
        """`import()` of a module that is served for itself, below the reader's address."""
        self.module.apart.append(path)
        address = f"{json.dumps(self.address)} + {_mark(path)}"
        self.out.append(APART.format(address=address, name=_mark(path)))

    def _import_now(self) -> None:
        """`import {a, b as c} from`, `import * as all from`, `import one, … from`, `import "…"`."""
        lines: list[str] = []
        while (word := self._take())[0] not in "\"'":
            if word == "{":
                pairs = ",".join(_property(a, b) for a, b in self._names())
                lines.append(f"const {{{pairs}}}=$need(@);")
            elif word == "*":
                self._take("as")
                lines.append(f"const {self._take()}=$need(@);")
            elif word not in (",", "from"):
                lines.append(f"const {word}=$need(@).default;")
        path = self._needed(word)
        self._end()
        self.out += (line.replace("@", _mark(path)) for line in lines or ["$need(@);"])

    def _names(self) -> list[tuple[str, str]]:
        """The pairs of `{a, b as c}`, after the opening brace."""
        pairs: list[tuple[str, str]] = []
        while (word := self._take()) != "}":
            if word == ",":
                continue
            other = word
            if self._next() == "as":
                self._take()
                other = self._take()
            pairs.append((word, other))
        return pairs

    def _needed(self, address: str) -> Path:
        path = self._resolve(address)
        self.module.needs.append(path)
        return path

    def _resolve(self, address: str) -> Path:
        relative = address[1:-1]
        if not relative.startswith((".", "/")):
            raise self._refusal(f"an import of {relative!r}, which is no file beside it")
        return (self.path.parent / relative).resolve()

    def _end(self) -> None:
        if self._next() == "with":
            raise self._refusal("import attributes")
        if self._next() == ";":
            self._take()

    # -- export ---------------------------------------------------------------------------------

    def _export(self) -> None:
        self.at += 1
        following = self._next()
        if following == "{":
            self._take()
            self._export_names(self._names())
        elif following == "*":
            self._take()
            self._export_all()
        elif following == "default":
            self._take()
            self._export_default()
        elif following in DECLARATIONS:
            self._export_declaration(following)
        else:
            raise self._refusal(f"`export {following}`")

    def _export_names(self, pairs: list[tuple[str, str]]) -> None:
        if self._next() == "from":
            self._take()
            path = self._needed(self._take())
            pairs = [(f"$need({_mark(path)}).{own}", name) for own, name in pairs]
        self._end()
        self._publish({name: own for own, name in pairs})

    def _export_all(self) -> None:
        name = ""
        if self._next() == "as":
            self._take()
            name = self._take()
        self._take("from")
        path = self._needed(self._take())
        self._end()
        if name:
            self._publish({name: f"$need({_mark(path)})"})
        else:
            self.module.spread.append(path)

    def _export_default(self) -> None:
        words = [each.text for each in islice(self._coming(self.at), 3)]
        named = words[0] in ("function", "class") and words[1].isidentifier()
        if named:
            self._publish({"default": words[1]})
        else:
            self._publish({"default": "$default"})
            self.out.append("const $default =")

    def _export_declaration(self, word: str) -> None:
        """The declaration stays as it is; its name is what comes after `const`, `function` …"""
        words = [each.text for each in islice(self._coming(self.at), 4)]
        name = words[1]
        if word == "async" or name == "*":
            name = words[2]
        if not name.replace("$", "_").isidentifier():
            raise self._refusal(f"`export {word} {name}`")
        statement = takewhile(lambda each: each.text != ";", self._coming(self.at))
        if word == "const" and any(each.text == "," and each.depth == 0 for each in statement):
            raise self._refusal("several names after one `export const`")
        self._publish({name: name})

    def _publish(self, names: dict[str, str]) -> None:
        self.module.exports.update(names)


def _without_idle_spaces(pieces: list[str]) -> Iterator[str]:
    """The pieces without those spaces that keep nothing apart; ends of lines stay."""
    for before, piece, after in zip(["\n", *pieces], pieces, [*pieces[1:], "\n"], strict=False):
        ends = before[-1:] + after[:1]
        words = all(each.isalnum() or each in "_$#\\" for each in ends)
        if piece != " " or words or ends in ("++", "--", "//", "/*", "<!"):
            yield piece


def _written(token: Token) -> str:
    """The token as a script in a page may have it: less space, no end of a script element."""
    if token.kind in SPACE:
        return "\n" if "\n" in token.text else " "
    if token.kind in ("string", "template", "pattern"):
        return token.text.replace("</", "<\\/").replace("<!--", "<\\!--")
    return token.text
