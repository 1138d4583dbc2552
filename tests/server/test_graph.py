"""The graph's document is the graph that a walk of `next_functions` finds."""

import json
from collections import Counter

import pytest
import torch
from fastapi.testclient import TestClient

from chainrule.capture import run
from chainrule.store import Store

PROGRAM = """
import torch

a = torch.tensor([1.0, -2.0, 3.0], requires_grad=True)
b = torch.tensor([0.5, 0.25, -1.0], requires_grad=True)
data = torch.tensor([1.0, 1.0, 2.0])
high, low = torch.split(a * b + data, [2, 1])
loss = high.relu().sum() + (low * low).sum()
loss.backward()
"""


@pytest.fixture
def graph(client: TestClient, store: Store) -> dict:
    answer = client.get(f"/api/traces/{store.put(run(PROGRAM))}/graph")
    assert answer.status_code == 200
    return json.loads(answer.content)


def named(node: torch.autograd.graph.Node) -> str:
    """The name that Python code sees: `type(tensor.grad_fn).__name__`."""
    return type(node).__name__


Links = Counter[tuple[str, int, str, int]]


def walked(root: torch.autograd.graph.Node) -> Links:
    """Each link: the name of a node, its slot, the name of the next one and its output."""
    links, waiting, seen = Links(), [root], set()
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        for slot, (following, output) in enumerate(node.next_functions):
            if following is not None:
                links[named(node), slot, named(following), output] += 1
                waiting.append(following)
    return links


def test_the_links_are_those_of_next_functions(graph: dict) -> None:
    namespace: dict = {}
    exec(PROGRAM, namespace)
    links = Links(
        (node["backward"]["grad_fn"], each["input"], each["grad_fn"], each["output"])
        for node in graph["nodes"]
        if node["backward"]
        for each in node["backward"]["next_functions"]
    )
    assert links == walked(namespace["loss"].grad_fn)


def test_every_link_is_a_differentiable_edge(graph: dict) -> None:
    for node in graph["nodes"]:
        for each in node["backward"]["next_functions"] if node["backward"] else ():
            edge = graph["edges"][each["edge"]]
            assert edge["differentiable"]
            assert (edge["source"], edge["target"]) == (each["node"], node["index"])


def test_each_half_has_its_numbers(graph: dict) -> None:
    a = torch.tensor([1.0, -2.0, 3.0], requires_grad=True)
    b = torch.tensor([0.5, 0.25, -1.0], requires_grad=True)
    product = a * b
    product.retain_grad()
    total = product + torch.tensor([1.0, 1.0, 2.0])
    (total[:2].relu().sum() + total[2] ** 2).backward()
    (node,) = (
        each
        for each in graph["nodes"]
        if each["forward"]["op"] == "mul" and each["forward"]["line"] == 7
    )
    (value,) = node["forward"]["outputs"][0]["held"]
    (gradient,) = node["backward"]["gradients"][0]["arrived"]
    assert value["values"] == pytest.approx(product.tolist())
    assert gradient["values"] == pytest.approx(product.grad.tolist())


def test_what_autograd_does_not_track_has_no_backward_half(graph: dict) -> None:
    (data,) = (
        node
        for node in graph["nodes"]
        if node["kind"] == "leaf" and node["forward"]["outputs"][0]["name"] == "data"
    )
    assert data["backward"] is None
    (edge,) = (edge for edge in graph["edges"] if edge["source"] == data["index"])
    assert not edge["differentiable"]
