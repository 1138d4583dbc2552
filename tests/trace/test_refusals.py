"""Each way in which a document can be wrong, and the sentence that says so."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from chainrule.trace import BrokenTrace, NewerTrace, NotATrace, Trace
from tests.trace.documents import KEPT, PROGRAMS, document, put, spoilt

Change = Callable[[dict[str, Any]], object]


def first(document: dict[str, Any], kind: str) -> dict[str, Any]:
    step: dict[str, Any] = next(each for each in document["steps"] if each["kind"] == kind)
    return step


def leaf_of(document: dict[str, Any]) -> int:
    number: int = next(n for n, each in enumerate(document["nodes"]) if each["kind"] == "leaf")
    return number


def close_a_circle(document: dict[str, Any]) -> None:
    """The consumer of an operation's output feeds that operation."""
    edge = next(
        each
        for each in document["edges"]
        if document["nodes"][each["source"]]["kind"] == "operation"
    )
    back = {
        **edge,
        "source": edge["target"],
        "source_output": 0,
        "target": edge["source"],
        "tensor": None,
        "differentiable": False,
    }
    document["edges"].append(back)


def swap_forward(document: dict[str, Any]) -> None:
    backward = first(document, "backward")
    backward["forward"] = next(
        number
        for number, each in enumerate(document["steps"])
        if each["kind"] == "forward" and each["node"] != backward["node"]
    )


OUTPUT = r"speaks of output -?\d+ of nodes\[\d+\], which has none"
SLOT = r"speaks of input slot -?\d+ of nodes\[\d+\], which has none"

REFUSED: dict[str, tuple[Change, str]] = {
    "an index too large": (
        lambda d: put(d, ("edges", 0, "source"), 10_000),
        r"^edges\[0\] points at nodes\[10000\], and there are \d+\.$",
    ),
    "an index below 0": (lambda d: put(d, ("tensors", 0, "node"), -1), r"nodes\[-1\]"),
    "an edge's output below 0": (lambda d: put(d, ("edges", 0, "source_output"), -1), OUTPUT),
    "an edge's output that made no tensor": (
        lambda d: put(d, ("edges", 0, "source_output"), 5),
        OUTPUT,
    ),
    "an edge's slot below 0": (lambda d: put(d, ("edges", 0, "target_input"), -1), SLOT),
    "a slot that autograd does not have": (
        lambda d: next(each for each in d["edges"] if each["differentiable"]).update(
            target_input=99
        ),
        SLOT,
    ),
    "a tensor's output": (lambda d: put(d, ("tensors", 0, "output"), 3), OUTPUT),
    "a tensor's output below 0": (lambda d: put(d, ("tensors", 0, "output"), -1), OUTPUT),
    "an output of no node": (
        lambda d: d["tensors"][0].update(node=None, output=-2),
        r"tensors\[0\] is output -2 of no node",
    ),
    "a root's output": (
        lambda d: next(p for p in d["passes"] if p["roots"])["roots"][0].update(output=-1),
        OUTPUT,
    ),
    "a leaf's second output": (
        lambda d: next(p for p in d["passes"] if p["roots"])["roots"][0].update(
            output=1, node=leaf_of(d)
        ),
        OUTPUT,
    ),
    "an arrival's output": (
        lambda d: first(d, "backward")["arrived"][0].update(output=-1),
        OUTPUT,
    ),
    "a hook's output": (lambda d: first(d, "hook").update(output=-1), OUTPUT),
    "a departure's slot": (lambda d: first(d, "backward")["left"][0].update(input=9), SLOT),
    "a departure's slot below 0": (
        lambda d: first(d, "backward")["left"][0].update(input=-1),
        SLOT,
    ),
    "a local derivative's slot": (
        lambda d: first(d, "backward")["local"][0].update(input=9),
        SLOT,
    ),
    "another node's forward step": (swap_forward, r"which is no forward step of nodes\[\d+\]"),
    "a forward step that is none": (
        lambda d: first(d, "backward").update(forward=d["steps"].index(first(d, "backward"))),
        "which is no forward step of",
    ),
    "a circle": (close_a_circle, r"^nodes\[\d+\] is in or behind a circle"),
    "a node that feeds itself": (
        lambda d: d["edges"].append(
            {**d["edges"][0], "target": d["edges"][0]["source"], "differentiable": False}
        ),
        r"^nodes\[\d+\] is in or behind a circle",
    ),
    "a module inside itself": (
        lambda d: put(d, ("modules", 0, "parent"), 0),
        r"^modules\[0\] is in or behind a circle",
    ),
    "a call inside itself": (
        lambda d: put(d, ("calls", 0, "parent"), 0),
        r"^calls\[0\] is in or behind a circle",
    ),
    "an id twice": (
        lambda d: put(d, ("steps", 1, "id"), d["steps"][0]["id"]),
        r"^steps\[1\] has the id '[a-z]+-1' of an earlier step\.$",
    ),
    "a tensor's size below 0": (
        lambda d: put(d, ("tensors", 0, "shape"), [2, -1]),
        r"^tensors\[0\] has the shape \(2, -1\); no size is below 0\.$",
    ),
    "a snapshot's sizes below 0": (
        lambda d: d["snapshots"][0].update(shape=[-1, -2], values=[1.0, 2.0]),
        r"snapshots\[0\] has the shape \(-1, -2\)",
    ),
    "a saved tensor's size below 0": (
        lambda d: next(n for n in d["nodes"] if n["saved"])["saved"][0].update(shape=[-1]),
        r"nodes\[\d+\]\.saved has the shape \(-1,\)",
    ),
    "a value too few": (
        lambda d: d["snapshots"][0]["values"].pop(),
        r"^snapshots\[0\] has the shape .* and \d+ values, where one for each element",
    ),
    "a shape beyond all bounds": (
        lambda d: d["snapshots"][0].update(shape=[2**62] * 20_000, values=[]),
        "where one for each element",
    ),
    "a gap between passes": (lambda d: d["passes"].pop(0), r"^passes\[0\] spans the steps"),
    "passes that end early": (lambda d: d["passes"].pop(), r"^The passes end at step \d+ of \d+"),
    "a field too many": (lambda d: d.update(more=1), "unknown field 'more'"),
    "a field too few": (lambda d: d.pop("nodes"), "has no 'nodes'"),
    "a step of no known kind": (lambda d: put(d, ("steps", 0, "kind"), "jump"), "the kind 'jump'"),
    "a word for a number": (lambda d: put(d, ("nodes", 0, "slots"), "one"), "int was expected"),
    "a phase that is none": (lambda d: put(d, ("passes", 0, "phase"), "lunch"), "one of"),
    "an object for an array": (lambda d: d.update(nodes={}), "an array was expected"),
    "an array for an object": (lambda d: d.update(meta=[]), "an object was expected"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_and_said(what: str) -> None:
    change, sentence = REFUSED[what]
    with pytest.raises(BrokenTrace, match=sentence) as caught:
        Trace.from_dict(spoilt(change))
    assert len(str(caught.value)) < 300


def test_a_preview_that_is_no_rectangle_is_refused() -> None:
    def widen(document: dict[str, Any]) -> None:
        next(each for each in document["snapshots"] if each["preview"])["preview"]["rows"] += 1

    with pytest.raises(BrokenTrace, match=r"preview has \d+ values"):
        Trace.from_dict(spoilt(widen, "numbers of every kind"))


def test_a_failures_shape_below_0_is_refused() -> None:
    with pytest.raises(BrokenTrace, match=r"the error has the shape \(-1,\)"):
        Trace.from_dict(spoilt(lambda d: put(d, ("error", "shapes"), [[-1]]), "fails"))


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_true_document_is_never_refused(name: str) -> None:
    text = json.dumps(document(name))
    assert json.loads(Trace.from_json(text).to_json()) == json.loads(text)


def test_a_newer_version_is_told_what_to_do() -> None:
    with pytest.raises(
        NewerTrace, match=r"version 2 .* up to version 1; install a newer chainrule"
    ):
        Trace.from_dict(spoilt(lambda d: d.update(version=2)))


@pytest.mark.parametrize("version", [0, -1, None, "1", 1.0, True])
def test_a_version_that_is_none_is_refused(version: object) -> None:
    with pytest.raises(NotATrace, match="where 1 or more was expected"):
        Trace.from_dict(spoilt(lambda d: d.update(version=version)))


@pytest.mark.parametrize("text", ["[]", "1", "null", '"a"'])
def test_json_that_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(NotATrace, match="no object"):
        Trace.from_json(text)


def test_another_format_is_refused() -> None:
    with pytest.raises(NotATrace, match="is this a trace file"):
        Trace.from_json('{"format": "something.else", "version": 1}')


@pytest.mark.parametrize("share", [0, 0.001, 0.3, 0.5, 0.9, 0.999])
def test_a_file_cut_short_is_refused(share: float) -> None:
    whole = KEPT.read_bytes().rstrip()
    with pytest.raises(NotATrace, match="cut short"):
        Trace.from_json(whole[: int(len(whole) * share)])


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"\x80abc", b"PK\x03\x04", bytes(9)])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(NotATrace, match="no JSON"):
        Trace.from_json(data)


@pytest.mark.parametrize("depth", [600, 950, 20_000])
@pytest.mark.parametrize("field", ["meta", "version", "format", "nodes"])
def test_deep_nesting_is_refused(depth: int, field: str) -> None:
    start = '{"format":"chainrule.trace","version":1,'
    with pytest.raises((NotATrace, BrokenTrace)):
        Trace.from_json(f'{start}"{field}":{"[" * depth}{"]" * depth}}}')
