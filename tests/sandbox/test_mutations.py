"""Damaged results are read or refused in a sentence; `python -m benchmarks.mutations` has more."""

import random

from benchmarks.mutations import mutated, read, texts


def test_a_damaged_result_is_read_or_refused() -> None:
    chance, real = random.Random(7), texts()
    outcomes = {read(mutated(real, chance))[0] for _ in range(1500)}
    assert outcomes == {"read", "refused"}
