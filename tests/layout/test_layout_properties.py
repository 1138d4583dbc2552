"""Whatever the program: nothing overlaps, nothing is missing, and it is the same each time."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from chainrule.layout import Direction, Dot, Graphlay, lay_out
from chainrule.trace import Trace, validate
from tests.layout.geometry import check
from tests.layout.made import Maker

SHAPES = [(), (3,), (2, 2), (4, 4), (5, 7), (0,), (1, 1), (2, 3, 4)]
NAMES = [None, "x", "hidden_state", "a_rather_long_name_of_a_variable"]

# What the program does next, with numbers to choose what with.
ACTIONS = st.one_of(
    st.tuples(st.just("open"), st.integers(0, 3)),
    st.tuples(st.just("close")),
    st.tuples(st.just("leaf"), st.integers(0, 2), st.integers(0, 7)),
    st.tuples(
        st.just("operation"),
        st.lists(st.integers(0, 60), max_size=4),
        st.integers(0, 7),
        st.integers(0, 3),
    ),
    st.tuples(st.just("backward")),
)


def played(actions: list[tuple]) -> Trace:
    maker = Maker()
    maker.leaf("x", requires_grad=True)
    for kind, *choices in actions:
        if kind == "open":
            maker.open(f"m{choices[0]}")
        elif kind == "close" and maker.inside:
            maker.close()
        elif kind == "leaf":
            path = f"m{choices[0]}.weight" if choices[0] else None
            maker.leaf("w", SHAPES[choices[1]], requires_grad=choices[0] != 1, path=path)
        elif kind == "operation":
            sources = [len(maker.nodes) - 1 - each % len(maker.nodes) for each in choices[0]]
            maker.operation("add", *sources, shape=SHAPES[choices[1]], name=NAMES[choices[2]])
        elif kind == "backward" and maker.nodes[-1].grad_fn:
            maker.backward(len(maker.nodes) - 1)
    trace = maker.trace()
    validate(trace)
    return trace


def long_program(seed: int, length: int) -> list[tuple]:
    """Many operations, most of them on what was made lately, in modules inside modules."""
    random = Random(seed)
    actions: list[tuple] = []
    for _ in range(length):
        kind = random.choices(
            ["operation", "leaf", "open", "close", "backward"], [20, 6, 3, 3, 0.3]
        )[0]
        recent = [int(random.expovariate(0.2)) for _ in range(random.randint(1, 3))]
        choices = {
            "operation": (recent, random.randrange(8), random.randrange(4)),
            "leaf": (random.randrange(3), random.randrange(8)),
            "open": (random.randrange(4),),
        }
        actions.append((kind, *choices.get(kind, ())))
    return actions


LONG = st.builds(long_program, st.integers(0, 10**6), st.integers(20, 160))


@settings(max_examples=30)
@given(LONG, st.sampled_from(["lr", "tb"]))
def test_a_long_program_is_drawn_whole_and_apart(
    actions: list[tuple], direction: Direction
) -> None:
    trace = played(actions)
    check(trace, lay_out(trace, direction))


@settings(max_examples=80)
@given(st.lists(ACTIONS, max_size=50))
def test_any_program_is_drawn_whole_and_apart(actions: list[tuple]) -> None:
    trace = played(actions)
    check(trace, lay_out(trace))


@settings(max_examples=40)
@given(st.lists(ACTIONS, max_size=40))
def test_from_top_to_bottom_as_well(actions: list[tuple]) -> None:
    trace = played(actions)
    check(trace, lay_out(trace, "tb"))


@settings(max_examples=30)
@given(st.lists(ACTIONS, max_size=40))
def test_a_document_read_back_is_laid_out_the_same(actions: list[tuple]) -> None:
    trace = played(actions)
    again = Trace.from_json(trace.to_json())
    assert lay_out(trace).to_dict() == lay_out(again).to_dict()


@settings(max_examples=6)
@given(LONG)
def test_both_solvers_draw_it_whole_and_apart(actions: list[tuple]) -> None:
    trace = played(actions)
    layouts = [lay_out(trace, solver=solver) for solver in (Graphlay(), Dot())]
    for layout in layouts:
        check(trace, layout)
    one, other = layouts
    assert [frame.nodes for frame in one.frames] == [frame.nodes for frame in other.frames]
    assert [frame.edges for frame in one.frames] == [frame.edges for frame in other.frames]
