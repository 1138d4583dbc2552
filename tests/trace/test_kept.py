"""Documents of released versions load for ever, and the schema describes what is recorded."""

import json

import jsonschema
import pytest

from chainrule.trace import ForwardStep, HookStep, Statistics, Trace, UpdateStep, json_schema
from tests.trace.documents import KEPT, PROGRAMS, document, put, spoilt


def test_version_1_loads() -> None:
    """The file is as it was recorded; it is never written again."""
    trace = Trace.from_json(KEPT.read_bytes())
    assert trace.meta.title == "Version 1"
    assert trace.output == "infinite: inf (3+2j)\n"
    assert [each.phase for each in trace.passes][:3] == ["forward", "backward", "update"]
    assert any(isinstance(each, HookStep) for each in trace.steps)
    assert trace.error is not None
    assert trace.error.type == "RuntimeError"


def test_version_1_says_what_the_run_computed() -> None:
    trace = Trace.from_json(KEPT.read_bytes())
    shown = {
        trace.nodes[step.node].expression: trace.snapshots[step.outputs[0]].values
        for step in trace.steps
        if isinstance(step, ForwardStep) and step.outputs and step.outputs[0] is not None
    }
    assert shown["X / 0"] == (float("inf"), float("inf"))
    assert shown["X + 1j"] == (1 + 1j, 2 + 1j)
    update = next(each for each in trace.steps if isinstance(each, UpdateStep))
    assert update.optimizer is not None
    assert {each.name: each.value for each in update.optimizer.settings}["lr"] == 0.1


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_schema_describes_real_documents(name: str) -> None:
    jsonschema.Draft202012Validator(json_schema()).validate(document(name))


def test_the_schema_describes_version_1() -> None:
    jsonschema.Draft202012Validator(json_schema()).validate(json.loads(KEPT.read_text()))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("version",), 2),
        (("format",), "else"),
        (("nodes", 0, "slots"), "one"),
        (("steps", 0, "kind"), "jump"),
        (("meta", "extra"), 1),
        (("snapshots", 0, "values", 0), "twelve"),
    ],
)
def test_the_schema_refuses_what_is_none(path: tuple[str | int, ...], value: object) -> None:
    schema = jsonschema.Draft202012Validator(json_schema())
    assert not schema.is_valid(spoilt(lambda each: put(each, path, value)))


def test_the_id_is_of_everything_but_the_time() -> None:
    first = Trace.from_dict(document())
    later = Trace.from_dict(spoilt(lambda each: each["meta"].update(created="later", elapsed=9.0)))
    other = Trace.from_dict(spoilt(lambda each: each.update(output="other")))
    assert first.sealed().id == later.sealed().id == first.id
    assert other.sealed().id != first.id


def test_of_a_sampled_tensor_the_statistics_say_so() -> None:
    """Of more elements than `exact`, all but the count is of the sample."""
    trace = Trace.from_dict(document("numbers of every kind"))
    sampled = [each.statistics for each in trace.snapshots if _is_sampled(each.statistics)]
    assert sampled
    for each in sampled:
        assert each is not None
        assert each.sampled is not None
        assert each.zeros + each.nans + each.infs <= each.sampled < each.count


def _is_sampled(statistics: Statistics | None) -> bool:
    return statistics is not None and statistics.sampled is not None
