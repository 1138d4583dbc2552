"""Dataclasses ↔ plain JSON values, driven by their type hints, strict when reading."""

import dataclasses
import math
import operator
import types
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from chainrule.trace.errors import BrokenTrace
from chainrule.trace.model import Scalar
from chainrule.trace.numbers import NOT_FINITE, decode_real, decode_scalar, encode_scalar

__all__ = ["decode", "encode", "encoder", "hints_of", "is_union"]

T = TypeVar("T")
Encoder = Callable[[Any], Any]
Decoder = Callable[[Any, str], Any]


def encode(value: Any) -> Any:
    """A dataclass as plain JSON values."""
    kind: Any = type(value)
    return encoder(kind)(value)


def decode(kind: type[T], value: object) -> T:
    """`value` (plain JSON) as the dataclass `kind`. Raises `BrokenTrace`."""
    hint: Any = kind
    decoded: T = decoder(hint)(value, "the document")
    return decoded


@cache
def encoder(kind: Any) -> Encoder:
    """How a value of type `kind` is written."""
    if kind == Scalar or kind is float:
        return encode_scalar
    if dataclasses.is_dataclass(kind):
        return _dataclass_encoder(kind)
    if get_origin(kind) is tuple:
        item = encoder(get_args(kind)[0])
        if item is encode_scalar:
            return _encode_scalars
        return list if item is _same else lambda values: [item(value) for value in values]
    if is_union(kind):
        return _union_encoder(kind)
    return _same


def _same(value: Any) -> Any:
    return value


def _encode_scalars(values: tuple[Any, ...]) -> list[Any]:
    """Most tensors hold finite floats, which need no second look."""
    if {*map(type, values)} <= {float, bool} and all(map(math.isfinite, values)):
        return list(values)
    return [encode_scalar(value) for value in values]


def _dataclass_encoder(kind: Any) -> Encoder:
    names = tuple(hints_of(kind))
    read = operator.attrgetter(*names)
    writes = [(name, encoder(hint)) for name, hint in hints_of(kind).items()]
    changing = [(name, write) for name, write in writes if write is not _same]

    def encode_fields(value: Any) -> dict[str, Any]:
        fields = dict(zip(names, read(value), strict=True))
        for name, write in changing:
            fields[name] = write(fields[name])
        return fields

    return encode_fields if len(names) > 1 else lambda value: {names[0]: getattr(value, names[0])}


def _union_encoder(kind: Any) -> Encoder:
    members = [member for member in get_args(kind) if member is not type(None)]
    if any(dataclasses.is_dataclass(member) for member in members) and len(members) > 1:
        return encode
    writes = {encoder(member) for member in members} - {_same}
    if not writes:
        return _same
    if float in members:
        return lambda value: encode_scalar(value) if isinstance(value, float) else value
    (write,) = writes
    return lambda value: None if value is None else write(value)


@cache
def decoder(kind: Any) -> Decoder:
    """How a value of type `kind` is read."""
    if kind == Scalar:
        return decode_scalar
    if dataclasses.is_dataclass(kind):
        return _dataclass_decoder(kind)
    if get_origin(kind) is tuple:
        return _tuple_decoder(decoder(get_args(kind)[0]))
    if get_origin(kind) is Literal:
        return _literal_decoder(get_args(kind))
    if is_union(kind):
        return _union_decoder(get_args(kind))
    return _plain_decoder(kind)


def _dataclass_decoder(kind: Any) -> Decoder:
    fields = {name: decoder(hint) for name, hint in hints_of(kind).items()}
    defaults = {f.name for f in dataclasses.fields(kind) if f.default is not dataclasses.MISSING}

    def read(value: Any, where: str) -> Any:
        if not isinstance(value, dict):
            raise BrokenTrace(f"{where} is {value!r:.60}, where an object was expected.")
        if missing := fields.keys() - value.keys() - defaults:
            raise BrokenTrace(f"{where} has no {', '.join(sorted(missing))!r}.")
        if unknown := value.keys() - fields.keys():
            raise BrokenTrace(f"{where} has an unknown field {', '.join(sorted(unknown))!r:.80}.")
        return kind(**{name: fields[name](item, f"{where}.{name}") for name, item in value.items()})

    return read


def _tuple_decoder(item: Decoder) -> Decoder:
    def read(value: Any, where: str) -> Any:
        if not isinstance(value, list):
            raise BrokenTrace(f"{where} is {value!r:.60}, where an array was expected.")
        return tuple([item(each, where) for each in value])

    return read


def _literal_decoder(allowed: tuple[Any, ...]) -> Decoder:
    def read(value: Any, where: str) -> Any:
        if not isinstance(value, str) or value not in allowed:
            raise BrokenTrace(f"{where} is {value!r:.60}, where one of {allowed} was expected.")
        return value

    return read


def _union_decoder(members: tuple[Any, ...]) -> Decoder:
    plain = [member for member in members if member is not type(None)]
    inner = _kinds_decoder(plain) if len(plain) > 1 else decoder(plain[0])
    if len(plain) == len(members):
        return inner
    return lambda value, where: None if value is None else inner(value, where)


def _kinds_decoder(members: list[Any]) -> Decoder:
    """Dataclasses told apart by their `kind`, or plain types tried in turn."""
    if not dataclasses.is_dataclass(members[0]):
        return _any_of(members)
    by_kind = {_kind_of(member): decoder(member) for member in members}

    def read(value: Any, where: str) -> Any:
        kind = value.get("kind") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in by_kind:
            raise BrokenTrace(f"{where} has the kind {kind!r:.60}, expected one of {[*by_kind]}.")
        return by_kind[kind](value, where)

    return read


def _any_of(members: list[Any]) -> Decoder:
    texts = NOT_FINITE if float in members else {}

    def read(value: Any, where: str) -> Any:
        if isinstance(value, str) and value in texts:
            return texts[value]
        if type(value) not in members:
            raise BrokenTrace(f"{where} is {value!r:.60}, where {members} was expected.")
        return value

    return read


def _plain_decoder(kind: Any) -> Decoder:
    if kind is float:
        return decode_real

    def read(value: Any, where: str) -> Any:
        if type(value) is not kind:
            raise BrokenTrace(f"{where} is {value!r:.60}, where {kind.__name__} was expected.")
        return value

    return read


def _kind_of(member: Any) -> str:
    kind: str = get_args(hints_of(member)["kind"])[0]
    return kind


@cache
def hints_of(kind: Any) -> Mapping[str, Any]:
    """The fields of a dataclass, each with its type."""
    return get_type_hints(kind)


def is_union(kind: Any) -> bool:
    return get_origin(kind) in (Union, types.UnionType)
