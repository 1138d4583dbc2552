"""Every number reads back as it was, and what no JSON can hold is refused in a sentence."""

import json
import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainrule.trace import NotATrace, Optimizer, Scalar, Setting, Trace, TraceError, UpdateStep
from tests.trace.documents import document, put, spoilt

WIDE = st.integers(-(2**64), 2**64)
NUMBERS = st.one_of(st.booleans(), WIDE, st.floats(), st.complex_numbers())
SETTINGS = st.one_of(NUMBERS.filter(lambda each: not isinstance(each, complex)), st.text())


def same(one: object, two: object) -> bool:
    """Equal and of one type, NaNs included; minus zero is not zero."""
    if isinstance(one, complex) and isinstance(two, complex):
        return same(one.real, two.real) and same(one.imag, two.imag)
    if isinstance(one, float) and isinstance(two, float):
        if math.isnan(one) or math.isnan(two):
            return math.isnan(one) and math.isnan(two)
        return one == two and math.copysign(1, one) == math.copysign(1, two)
    return type(one) is type(two) and one == two


def with_values(values: tuple[Scalar, ...]) -> Trace:
    trace = Trace.from_dict(document("nothing"))
    vector = Trace.from_dict(document("fails")).snapshots[0]
    snapshot = replace(vector, tensor=None, shape=(len(values),), values=values)
    return replace(trace, snapshots=(snapshot,))


@given(st.lists(NUMBERS, max_size=6).map(tuple))
def test_values_read_back_as_they_were(values: tuple[Scalar, ...]) -> None:
    trace = with_values(values)
    text = trace.to_json()
    assert text == json.dumps(trace.to_dict(), ensure_ascii=False, separators=(",", ":"))
    again = Trace.from_json(text)
    read = again.snapshots[0].values
    assert read is not None
    assert all(same(one, two) for one, two in zip(values, read, strict=True))
    assert again.to_json() == text
    json.loads(text, parse_constant=pytest.fail)


def with_setting(value: Any) -> Trace:
    trace = Trace.from_dict(document())
    number = next(n for n, step in enumerate(trace.steps) if isinstance(step, UpdateStep))
    step = trace.steps[number]
    assert isinstance(step, UpdateStep)
    optimizer = Optimizer(type="SGD", settings=(Setting(name="lr", value=value),))
    steps = list(trace.steps)
    steps[number] = replace(step, optimizer=optimizer)
    return replace(trace, steps=tuple(steps))


def setting_of(trace: Trace) -> Any:
    step = next(each for each in trace.steps if isinstance(each, UpdateStep))
    assert step.optimizer is not None
    return step.optimizer.settings[0].value


@given(SETTINGS)
def test_settings_read_back_as_they_were(value: Any) -> None:
    trace = with_setting(value)
    assert json.loads(trace.to_json()) == trace.to_dict()
    again = Trace.from_json(trace.to_json())
    assert same(setting_of(again), setting_of(trace))
    assert again.to_json() == trace.to_json()


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_a_setting_that_is_not_finite_stays_a_number(value: float) -> None:
    assert same(setting_of(Trace.from_json(with_setting(value).to_json())), value)
    assert same(Setting(name="lr", value=str(value)).value, value)


@pytest.mark.parametrize("digits", [4_301, 50_000])
def test_an_integer_beyond_pythons_limit_is_no_trace(digits: int) -> None:
    with pytest.raises(NotATrace, match="integer of thousands of digits"):
        Trace.from_json('{"format":' + "1" * digits + "}")


@pytest.mark.parametrize(
    ("path", "number"),
    [
        (("meta", "elapsed"), 10**400),
        (("snapshots", 0, "values", 0), 10**400),
        (("snapshots", 0, "values", 0), [10**400, 1]),
        (("snapshots", 0, "values", 0), "1" * 41),
        (("snapshots", 0, "values", 0), [[1.0, 2.0], 3.0]),
        (("snapshots", 0, "values", 0), "0x10"),
        (("snapshots", 0, "values", 0), None),
        (("meta", "elapsed"), [1.0, 2.0]),
    ],
)
def test_what_is_no_number_of_torch_is_refused(path: tuple[Any, ...], number: Any) -> None:
    with pytest.raises(TraceError, match=r"digits|expected"):
        Trace.from_dict(spoilt(lambda each: put(each, path, number)))


@pytest.mark.parametrize("name", ["NaN", "Infinity", "-Infinity"])
def test_a_bare_nan_is_refused(name: str) -> None:
    with pytest.raises(NotATrace, match=f"bare {name}"):
        Trace.from_json(f'{{"format": {name}}}')
