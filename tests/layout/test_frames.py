"""What one picture shows: a training step, not the whole loop, and no preparation of data."""

import inspect
import sys
import time

from chainrule.layout import lay_out
from tests.layout.geometry import check, sides
from tests.layout.made import Maker, blocks, chain, training_loop


def test_the_iterations_of_a_loop_share_one_picture() -> None:
    trace = training_loop(100)
    layout = lay_out(trace)
    assert len(layout.frames) == 100
    assert len(layout.pictures) == 1
    check(trace, layout)


def test_a_batch_cut_out_of_the_data_is_data() -> None:
    trace = training_loop(2)
    layout = lay_out(trace)
    slices = [n for n, node in enumerate(trace.nodes) if node.op == "slice"]
    assert list(layout.folded) == slices
    cards = dict(zip(layout.frames[1].nodes, layout.pictures[0].cards, strict=True))
    assert cards[slices[1]].kind == "data"
    assert cards[slices[1]].title == "batch"


def test_a_second_backward_pass_through_the_same_graph_stays_in_its_frame() -> None:
    maker = Maker()
    x = maker.leaf("x", requires_grad=True)
    trunk = maker.operation("exp", x)
    maker.backward(maker.operation("sin", trunk))
    maker.backward(maker.operation("cos", trunk))
    assert len(lay_out(maker.trace()).frames) == 1


def test_a_new_run_from_a_parameter_alone_is_a_new_frame() -> None:
    maker = Maker()
    x = maker.leaf("x", requires_grad=True)
    maker.backward(maker.operation("sin", x))
    second = maker.operation("cos", x)
    maker.backward(second)
    frames = lay_out(maker.trace()).frames
    assert len(frames) == 2
    assert second in frames[1].nodes
    assert second not in frames[0].nodes


def test_a_state_detached_from_the_last_iteration_is_a_value() -> None:
    maker = Maker()
    weight = maker.leaf("w", requires_grad=True)
    state = maker.leaf("h")
    for _ in range(2):
        state = maker.operation("mul", state, weight)
        maker.backward(maker.operation("sum", state))
        state = maker.operation("detach", state, tracked=False)
    trace = maker.trace()
    layout = lay_out(trace)
    check(trace, layout)
    first, second = layout.frames
    detached = next(n for n, node in enumerate(trace.nodes) if node.op == "detach")
    assert detached in first.nodes
    kinds = dict(zip(second.nodes, layout.pictures[second.picture].cards, strict=True))
    assert kinds[detached].kind == "value"


def test_an_update_by_hand_belongs_to_the_step_that_it_ends() -> None:
    maker = Maker()
    weight = maker.leaf("w", requires_grad=True)
    rate = maker.leaf("rate")
    for _ in range(3):
        maker.backward(maker.operation("square", weight))
        maker.operation("mul", rate, tracked=False)
        maker.update(weight)
    assert len(lay_out(maker.trace()).frames) == 3


def test_a_program_that_autograd_never_sees_is_drawn_too() -> None:
    maker = Maker()
    x = maker.leaf("x", (2, 2))
    maker.operation("sum", maker.operation("exp", x, shape=(2, 2)))
    layout = lay_out(maker.trace())
    assert layout.folded == ()
    assert [card.gradient for card in layout.pictures[0].cards] == [False, False, False]


def test_tensors_without_operations_are_drawn() -> None:
    maker = Maker()
    maker.leaf("a")
    maker.leaf("b", requires_grad=True)
    (picture,) = lay_out(maker.trace()).pictures
    assert [card.title for card in picture.cards] == ["a", "b"]


def test_equal_calls_look_equal() -> None:
    trace = blocks(4)
    layout = lay_out(trace)
    check(trace, layout)
    (picture,) = layout.pictures
    found = {
        tuple(
            (round(card.x - box.x, 1), round(card.y - box.y, 1), card.width, card.height)
            for card in picture.cards
            if box.x <= card.x < box.x + box.width and box.y <= card.y < box.y + box.height
        )
        for box in picture.boxes
        if box.type == "Block"
    }
    assert len(found) == 1


def test_blocks_stand_on_one_straight_line() -> None:
    (picture,) = lay_out(blocks(3)).pictures
    sums = [card for card in picture.cards if card.subtitle == "AddmmBackward0"]
    assert len({card.y + card.height / 2 for card in sums}) == 1


def test_a_parameter_stands_in_the_module_that_owns_it() -> None:
    (picture,) = lay_out(blocks(1)).pictures
    layers = [box for box in picture.boxes if box.type == "Linear"]
    parameters = [card for card in picture.cards if card.kind == "parameter"]
    assert [card.title for card in parameters] == ["weight", "bias"] * 2
    for card in parameters:
        assert any(sides(box)[0] < card.x < sides(box)[2] for box in layers)


def test_a_tensor_used_everywhere_is_drawn_beside_each_consumer() -> None:
    maker = Maker()
    mask = maker.leaf("mask")
    at = maker.leaf("x", requires_grad=True)
    for _ in range(6):
        at = maker.operation("mul", at, mask)
    frame = lay_out(maker.trace()).frames[0]
    assert frame.nodes.count(mask) == 6


def test_a_tensor_used_twice_is_drawn_once() -> None:
    maker = Maker()
    x = maker.leaf("x", requires_grad=True)
    maker.operation("add", maker.operation("sin", x), x)
    trace = maker.trace()
    layout = lay_out(trace)
    check(trace, layout)
    assert layout.frames[0].nodes.count(x) == 1


def test_a_long_run_is_laid_out_without_recursion() -> None:
    trace = chain(10_000)
    depth, limit = len(inspect.stack(0)), sys.getrecursionlimit()
    sys.setrecursionlimit(depth + 100)
    try:
        start = time.process_time()
        layout = lay_out(trace)
        spent = time.process_time() - start
    finally:
        sys.setrecursionlimit(limit)
    assert spent < 2, "seconds of processor time"
    assert len(layout.frames[0].nodes) == 10_001
    assert len(layout.frames[0].edges) == 10_000
    (picture,) = layout.pictures
    middles = {card.y + card.height / 2 for card in picture.cards}
    assert len(middles) == 1


def test_a_module_that_goes_on_after_others_used_it_loses_its_box() -> None:
    maker = Maker()
    x = maker.leaf("x", requires_grad=True)
    call = maker.open("again")
    inside = maker.operation("sin", x)
    maker.close()
    outside = maker.operation("exp", inside)
    maker.inside.append(call)
    maker.operation("add", outside, inside)
    trace = maker.trace()
    layout = lay_out(trace)
    check(trace, layout)
    assert layout.pictures[0].boxes == ()


def test_what_looks_at_a_result_stays_with_it() -> None:
    maker = Maker()
    w = maker.leaf("w", requires_grad=True)
    for _ in range(2):
        out = maker.operation("exp", w)
        maker.backward(out)
        maker.update(w)
        maker.operation("argmax", out, tracked=False, name="best")
    first, second = lay_out(maker.trace()).frames
    assert (first.picture, second.picture) == (0, 0)
    assert len(first.nodes) == 3


def test_an_evaluation_after_the_training_is_a_frame_of_its_own() -> None:
    maker = Maker()
    w = maker.leaf("w", requires_grad=True)
    x = maker.leaf("x")
    maker.backward(maker.operation("mul", w, x))
    maker.update(w)
    maker.update(w)
    evaluated = maker.operation("mul", w, x, tracked=False)
    _, last = lay_out(maker.trace()).frames
    assert sorted(last.nodes) == [w, x, evaluated]


def test_data_prepared_before_the_first_iteration_is_data_in_every_one() -> None:
    maker = Maker()
    w = maker.leaf("w", requires_grad=True)
    labels = maker.operation("gt", maker.leaf("X"), name="y")
    for _ in range(3):
        maker.backward(maker.operation("sub", w, labels))
    layout = lay_out(maker.trace())
    assert len(layout.pictures) == 1
    assert {card.title: card.kind for card in layout.pictures[0].cards}["y"] == "data"


def test_a_name_seen_once_is_the_variable_of_every_iteration() -> None:
    maker = Maker()
    w = maker.leaf("w", requires_grad=True)
    for name in (None, None, "loss"):
        maker.backward(maker.operation("exp", w, name=name, line=7))
    layout = lay_out(maker.trace())
    (picture,) = layout.pictures
    assert [card.title for card in picture.cards] == ["loss", "w"]


def test_thousands_of_results_in_one_operation() -> None:
    maker = Maker()
    at = maker.leaf("x", requires_grad=True)
    losses = []
    for _ in range(600):
        at = maker.operation("tanh", at, line=3)
        losses.append(maker.operation("sum", at, line=4))
    maker.operation("stack", *losses)
    trace = maker.trace()
    frame = lay_out(trace).frames[0]
    assert len(frame.nodes) == len(trace.nodes)
    assert len(frame.edges) == len(trace.edges)
