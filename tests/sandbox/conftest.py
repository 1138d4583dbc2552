"""A warm runner for all tests, and more of them on demand."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.bench import Bench


@pytest.fixture(scope="session")
def bench() -> Iterator[Bench]:
    bench = Bench(places=4)
    bench.do(bench.runner.start())
    yield bench
    bench.close()


@pytest.fixture
def make_bench() -> Iterator[type[Bench]]:
    """Makes benches that are closed in the end."""
    made: list[Bench] = []

    class Closing(Bench):
        def __init__(self, **settings: Any) -> None:
            super().__init__(**settings)
            made.append(self)

    yield Closing
    for each in made:
        each.close()
