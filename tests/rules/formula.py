r"""Evaluates the LaTeX of a rule, so that the formula on the page is what is tested.

Knows as much LaTeX as those rules use: sums, products (also unwritten), powers, \frac, \sqrt,
named functions, brackets, \begin{cases}; indexes, \sum and \prod; transposes and inverses.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

__all__ = ["Matrix", "evaluate"]

Value = Any
Array = Any
TOKEN = re.compile(
    r"\\(?:quad|[,;])|\\beta_\{\d\}|\\text\{[^}]*\}|\\operatorname\{\w+\}|\\bar\{\\?\w+\}|\\begin\{cases\}"
    r"|\\end\{cases\}|\\\\|\\[a-zA-Z]+|\d+|[a-zA-Z]|\S"
)
SPACES = {r"\quad", r"\,", r"\;", r"\left", r"\right"}
OPENERS = {"(": ")", "{": "}", r"\lfloor": r"\rfloor", r"\lceil": r"\rceil"}
AROUND: dict[str, Callable[[Value], Value]] = {r"\lfloor": np.floor, r"\lceil": np.ceil}
COMPARISONS: dict[str, Callable[[Value, Value], Value]] = {
    "<": np.less,
    ">": np.greater,
    r"\le": np.less_equal,
    r"\ge": np.greater_equal,
    "=": np.equal,
    r"\ne": np.not_equal,
}


def _torch(function: Callable[[torch.Tensor], torch.Tensor]) -> Callable[[Value], Value]:
    return lambda x: function(torch.as_tensor(x)).numpy()


def _gamma(x: Value) -> Value:
    return np.exp(_torch(torch.lgamma)(x))


FUNCTIONS: dict[str, Callable[..., Value]] = {
    r"\sin": np.sin,
    r"\cos": np.cos,
    r"\tan": np.tan,
    r"\arcsin": np.arcsin,
    r"\arccos": np.arccos,
    r"\arctan": np.arctan,
    r"\sinh": np.sinh,
    r"\cosh": np.cosh,
    r"\tanh": np.tanh,
    r"\ln": np.log,
    r"\log_2": np.log2,
    r"\log_10": np.log10,
    r"\max": np.maximum,
    r"\min": np.minimum,
    r"\operatorname{sign}": np.sign,
    r"\operatorname{trunc}": np.trunc,
    r"\operatorname{round}": np.round,
    r"\operatorname{arsinh}": np.arcsinh,
    r"\operatorname{arcosh}": np.arccosh,
    r"\operatorname{artanh}": np.arctanh,
    r"\operatorname{atan2}": np.arctan2,
    r"\operatorname{erf}": _torch(torch.erf),
    r"\operatorname{erf}^-1": _torch(torch.erfinv),
    r"\sigma": lambda x: 1 / (1 + np.exp(-x)),
    r"\Phi": _torch(torch.special.ndtr),
    r"\Phi^-1": _torch(torch.special.ndtri),
    r"\varphi": lambda x: np.exp(-x * x / 2) / np.sqrt(2 * np.pi),
    r"\psi": _torch(torch.digamma),
    r"\psi'": lambda x: torch.polygamma(1, torch.as_tensor(x)).numpy(),
    r"\Gamma": _gamma,
    "I_0": _torch(torch.special.i0),
    "I_1": _torch(torch.special.i1),
}
REPEATED: dict[str, Callable[[list[Value]], Value]] = {r"\sum": sum, r"\prod": np.prod}
OTHER_FACTORS = {r"\frac", r"\sqrt", r"\begin{cases}", *REPEATED}
TESTS: dict[str, Callable[[Value], Value]] = {r"\text{ is finite}": np.isfinite}


@dataclass(frozen=True)
class Matrix:
    """A matrix or a vector, whose unwritten product is the one of matrices."""

    array: Array

    def __mul__(self, other: Value) -> "Matrix":
        return Matrix(self.array @ other.array if isinstance(other, Matrix) else self.array * other)

    def __rmul__(self, other: Value) -> "Matrix":
        return Matrix(other * self.array)

    def __add__(self, other: "Matrix") -> "Matrix":
        return Matrix(self.array + other.array)

    def __neg__(self) -> "Matrix":
        return Matrix(-self.array)

    def raised(self, exponent: str) -> "Matrix":
        return Matrix(MATRIX_POWERS[exponent](self.array))


MATRIX_POWERS: dict[str, Callable[[Array], Array]] = {
    r"\top": np.transpose,
    "-1": np.linalg.inv,
    r"-\top": lambda a: np.linalg.inv(a).T,
}


def evaluate(
    formula: str,
    values: Mapping[str, Value],
    indexes: Mapping[str, int] | None = None,
    sizes: Mapping[str, int] | None = None,
) -> Value:
    """The value of `formula`, where letters stand for `values`: "x", r"\\alpha", r"\\bar{y}".

    `indexes` are the values of free index letters, `sizes` how far bound ones run.
    """
    names: dict[str, Value] = {r"\pi": np.pi, "e": np.e, **values, **(indexes or {})}
    formula, *definitions = formula.split(r", \quad ")
    for definition in definitions:
        name, meaning = definition.split(" = ", 1)
        names[name] = _Parser(meaning, names).whole()
    with np.errstate(all="ignore"):  # the other branch of a case may be undefined here
        return _Parser(formula, names, sizes).whole()


class _Parser:
    def __init__(
        self,
        formula: str,
        names: Mapping[str, Value],
        sizes: Mapping[str, int] | None = None,
    ) -> None:
        self.tokens: list[str] = [t for t in TOKEN.findall(formula) if t not in SPACES]
        self.names = dict(names)
        self.sizes = sizes or {}
        self.at = 0

    def whole(self) -> Value:
        value = self.sum()
        assert self.peek() == "", f"left over: {self.tokens[self.at :]}"
        return value

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, expected: str | None = None) -> str:
        token = self.peek()
        assert expected in (None, token), f"{token!r} where {expected!r} was expected"
        self.at += 1
        return token

    def eat(self, token: str) -> bool:
        found = self.peek() == token
        self.at += found
        return found

    def sum(self) -> Value:
        value = -self.product() if self.eat("-") else self.product()
        while self.peek() in ("+", "-"):
            value = value + self.product() if self.take() == "+" else value - self.product()
        return value

    def product(self) -> Value:
        value = self.power()
        while self.eat(r"\cdot") or self.starts_factor():
            value = value * self.power()
        return value

    def starts_factor(self) -> bool:
        token = self.peek()
        known = token in OPENERS or token in self.names or token.isdigit()
        return known or token in OTHER_FACTORS or self.is_function()

    def is_function(self) -> bool:
        token = self.peek()
        return token != "" and any(name.startswith(token) for name in FUNCTIONS)

    def power(self) -> Value:
        base = self.atom()
        if not self.eat("^"):
            return base
        if isinstance(base, Matrix):
            return base.raised("".join(self.braces()))
        return base ** self.group()

    def braces(self) -> list[str]:
        """The tokens between a pair of braces."""
        self.take("{")
        depth, inner = 1, list[str]()
        while depth:
            inner.append(self.take())
            depth += (inner[-1] == "{") - (inner[-1] == "}")
        return inner[:-1]

    def group(self) -> Value:
        self.take("{")
        value = self.sum()
        self.take("}")
        return value

    def atom(self) -> Value:
        token = self.peek()
        if token == "|":
            return self.absolute()
        if token in OPENERS:
            return self.bracket()
        if token == r"\begin{cases}":
            return self.cases()
        if token in REPEATED:
            return self.repeated()
        if token in self.names:
            return self.element()
        if token.isdigit():
            return float(self.take())
        if self.eat(r"\frac"):
            return self.group() / self.group()
        if self.eat(r"\sqrt"):
            return np.sqrt(self.group())
        return self.call()

    def element(self) -> Value:
        """A letter, or one of its elements."""
        value = self.names[self.take()]
        if not self.eat("_"):
            return value
        self.take("{")
        places = []
        while not self.eat("}"):
            self.eat(",")
            places.append(int(self.atom()))
        return value[tuple(places)]

    def repeated(self) -> Value:
        """A sum or product over all values of its index that meet its conditions."""
        combine = REPEATED[self.take()]
        self.take("_")
        bound = self.braces()
        letters = [t for t in bound if t != ","] if set(bound) <= {*self.sizes, ","} else bound[:1]
        conditions = "" if len(letters) > 1 else " ".join(bound).removeprefix(f"{letters[0]} : ")
        start, terms = self.at, []
        for places in np.ndindex(*(self.sizes[letter] for letter in letters)):
            self.names.update(zip(letters, places, strict=True))
            self.at = start
            value = self.product()
            if all(self.holds(each) for each in conditions.split(",") if conditions):
                terms.append(value)
        return combine(terms)

    def holds(self, condition: str) -> bool:
        if condition.strip() in self.sizes:
            return True
        return bool(_Parser(condition, self.names, self.sizes).condition())

    def absolute(self) -> Value:
        self.take("|")
        value = self.sum()
        self.take("|")
        return np.abs(value)

    def bracket(self) -> Value:
        opener = self.take()
        value = self.sum()
        self.take(OPENERS[opener])
        return AROUND.get(opener, lambda same: same)(value)

    def call(self) -> Value:
        name = self.take()
        for sign in ("_", "^"):
            if self.eat(sign):
                self.take("{")
                name += sign + "".join(iter(self.take, "}"))
        if self.eat("'"):
            name += "'"
        assert name in FUNCTIONS, f"{name!r} is no name that is known here"
        return FUNCTIONS[name](*self.arguments())

    def arguments(self) -> Iterator[Value]:
        if not self.eat("("):
            yield self.power()
            return
        yield self.sum()
        while self.eat(","):
            yield self.sum()
        self.take(")")

    def cases(self) -> Value:
        self.take(r"\begin{cases}")
        rows = [self.case()]
        while self.eat(r"\\"):
            rows.append(self.case())
        self.take(r"\end{cases}")
        shape = np.broadcast_shapes(*(np.shape(condition) for _, condition in rows))
        values = [np.broadcast_to(value, shape) for value, _ in rows]
        conditions = [np.broadcast_to(condition, shape) for _, condition in rows]
        return np.select(conditions, values, default=np.nan)

    def case(self) -> tuple[Value, Value]:
        value = self.sum()
        self.take("&")
        return value, self.condition()

    def condition(self) -> Value:
        if self.eat(r"\text{otherwise}"):
            return True
        left = self.sum()
        if self.peek() in TESTS:
            return TESTS[self.take()](left)
        holds: Value = True
        while self.peek() in COMPARISONS:
            compare, right = COMPARISONS[self.take()], self.sum()
            holds, left = holds & compare(left, right), right
        return holds
