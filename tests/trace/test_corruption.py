"""One field of a real document changed at random: it loads, or is refused in a sentence, soon."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainrule.trace import Trace, TraceError
from tests.trace.documents import PROGRAMS, document, paths, put

SOON = 5.0  # seconds; a document of this size takes a few milliseconds

PLACES = {name: list(paths(document(name))) for name in PROGRAMS}
FOREIGN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 40),
    st.sampled_from([2**31, 2**53, 2**63, 10**39, 10**400, -(10**400)]),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["inf", "nan", "1" * 50, "forward", "leaf", "\ud800"]),
    st.lists(st.integers(-2, 9), max_size=3),
    st.dictionaries(st.sampled_from(["kind", "id", "node"]), st.integers(-1, 3), max_size=2),
)


@given(st.data())
@settings(max_examples=300)
def test_a_changed_field_is_read_or_refused(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(PLACES)))
    place = data.draw(st.sampled_from(PLACES[name]))
    _read(put(document(name), place, data.draw(FOREIGN)))


@given(st.data())
@settings(max_examples=100)
def test_a_field_taken_from_elsewhere_is_read_or_refused(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(PLACES)))
    place, other = (data.draw(st.sampled_from(PLACES[name][1:])) for _ in range(2))
    changed = document(name)
    found: Any = document(name)
    for key in other:
        found = found[key]
    _read(put(changed, place, found))


def _read(changed: object) -> None:
    begun = time.monotonic()
    read = _outcome(changed)
    if isinstance(read, Trace):
        text = read.to_json()
        assert Trace.from_json(text).to_json() == text
    else:
        assert read.endswith((".", "?"))
        assert len(read) < 1_000
    assert time.monotonic() - begun < SOON


def _outcome(changed: object) -> Trace | str:
    """The trace, or the sentence of the refusal; any other exception is a failure."""
    try:
        return Trace.from_dict(changed)
    except TraceError as refusal:
        return str(refusal)


@pytest.mark.parametrize("length", [20_000])
def test_a_long_chain_is_checked_in_linear_time(length: int) -> None:
    """No recursion on the way along it, and no quadratic search."""
    changed = document("fails")
    node = {**changed["nodes"][0], "outputs": []}
    edge = {**changed["edges"][0], "tensor": None, "differentiable": False, "source_output": 0}
    start = len(changed["nodes"])
    changed["nodes"] += [node] * length
    changed["edges"] += [
        {**edge, "source": start + each, "target": start + each + 1} for each in range(length - 1)
    ]
    call = {"module": 0, "parent": None}
    changed["modules"] = [{"path": "", "type": "M", "parent": None, "calls": [], "name": None}]
    changed["calls"] = [{**call, "parent": each - 1 if each else None} for each in range(length)]
    begun = time.monotonic()
    assert len(Trace.from_dict(changed).calls) == length
    assert time.monotonic() - begun < 4 * SOON
    changed["edges"].append({**edge, "source": start + length - 1, "target": start})
    with pytest.raises(TraceError, match="circle"):
        Trace.from_dict(changed)
