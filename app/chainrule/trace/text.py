"""Dataclasses → compact JSON text at once: what `encode` gives, without the values in between.

A document is hundreds of thousands of small objects; to make dicts of them first takes thrice as
long as their text.
"""

import dataclasses
import json
from collections.abc import Callable
from functools import cache
from json.encoder import encode_basestring
from math import isfinite
from typing import Any, Literal, get_args, get_origin

from chainrule.trace.codec import encoder, hints_of, is_union
from chainrule.trace.model import Scalar
from chainrule.trace.numbers import encode_scalar

__all__ = ["text_of"]

Writer = Callable[[Any], str]

plain = json.JSONEncoder(allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode
real = float.__repr__
BOOLEANS = {False: "false", True: "true"}


def text_of(value: Any) -> str:
    """The JSON text of `encode(value)`."""
    kind: Any = type(value)
    return writer(kind)(value)


@cache
def writer(kind: Any) -> Writer:
    """How the text of a value of type `kind` is made."""
    if dataclasses.is_dataclass(kind):
        return _dataclass_writer(kind)
    if get_origin(kind) is tuple:
        return _tuple_writer(get_args(kind)[0])
    if is_union(kind) and kind != Scalar:
        return _union_writer(kind)
    return _WRITERS.get(kind) or (lambda value: plain(encoder(kind)(value)))


def _scalar(number: Any) -> str:
    if type(number) is float and isfinite(number):
        return real(number)
    return plain(encode_scalar(number))


_WRITERS: dict[Any, Writer] = {
    bool: BOOLEANS.__getitem__,
    float: _scalar,
    int: str,
    str: encode_basestring,
    Scalar: _scalar,
}


def _dataclass_writer(kind: Any) -> Writer:
    """A function made from its text, as a dataclass's `__init__` is: no loop over fields."""
    hints = hints_of(kind)
    places = ",".join([f'"{name}":{_place(hint, name)}' for name, hint in hints.items()])
    writers = {f"write_{name}": writer(_present(hint)) for name, hint in hints.items()}
    made: Writer = eval(f"lambda value: f'{{{{{places}}}}}'", writers)
    return made


def _place(kind: Any, name: str) -> str:
    """A field's part of the text; numbers and fixed words need nothing done to them."""
    value, written = f"value.{name}", f"write_{name}(value.{name})"
    if get_origin(kind) is Literal:
        return f'"{{{value}}}"'
    if get_origin(kind) is tuple:
        return f'{{{written} if {value} else "[]"}}'
    present = _present(kind)
    text = value if present is int else written
    return f"{{{text}}}" if present is kind else f'{{"null" if {value} is None else {text}}}'


def _present(kind: Any) -> Any:
    """The one type of a field that may also be None; any other type is itself."""
    members = [member for member in get_args(kind) if member is not type(None)]
    return members[0] if is_union(kind) and kind != Scalar and len(members) == 1 else kind


def _tuple_writer(kind: Any) -> Writer:
    if kind == Scalar or kind is float:
        return _scalars
    write = writer(kind)
    return lambda values: f"[{','.join(map(write, values))}]" if values else "[]"


def _scalars(values: tuple[Any, ...]) -> str:
    """Most tensors hold finite floats, which need no second look."""
    if {*map(type, values)} == {float} and all(map(isfinite, values)):
        return f"[{','.join(map(real, values))}]"
    return f"[{','.join(map(_scalar, values))}]"


def _union_writer(kind: Any) -> Writer:
    members = [member for member in get_args(kind) if member is not type(None)]
    if len(members) > 1:
        return text_of if all(map(dataclasses.is_dataclass, members)) else _encoded(kind)
    write = writer(members[0])
    return lambda value: "null" if value is None else write(value)


def _encoded(kind: Any) -> Writer:
    encode = encoder(kind)
    return lambda value: plain(encode(value))
