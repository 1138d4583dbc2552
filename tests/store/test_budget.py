"""A store stays within its budget, and never drops what it was asked to keep."""

import time

import pytest

from chainrule.store import Budget, Store, StoreFull
from tests.store.made import heavy, trace

TEN = 10 * 12_500


@pytest.fixture
def small(store: Store) -> Store:
    """A store with room for ten heavy traces, and for three kept ones."""
    store.budget = Budget(total=TEN, kept=TEN // 3)
    return store


def test_the_least_recently_used_makes_room(small: Store) -> None:
    first, second, *_ = (small.put(heavy(number), str(number)) for number in range(8))
    assert small.get(first)
    for number in range(8, 15):
        small.put(heavy(number), str(number))
    assert small.get(first) is not None
    assert small.get(second) is None
    assert small.made_by("1") is None  # so it is made again
    assert small.usage().size <= TEN


def test_a_use_elsewhere_counts(small: Store) -> None:
    first, second, *_ = (small.put(heavy(number)) for number in range(8))
    small.touch(first)
    for number in range(8, 15):
        small.put(heavy(number))
    assert small.title(first) is not None
    assert small.title(second) is None


def test_what_is_kept_stays(small: Store) -> None:
    kept = [small.put(heavy(number)) for number in range(3)]
    assert all(map(small.keep, kept))
    assert all(map(small.keep, kept))  # a second time costs nothing
    for number in range(3, 40):
        small.put(heavy(number))
    assert all(map(small.get, kept))
    held = small.usage()
    assert held.size <= TEN
    assert 0 < held.kept <= TEN // 3


def test_no_more_is_kept_than_there_is_room_for(small: Store) -> None:
    for number in range(3):
        small.keep(small.put(heavy(number)))
    extra = small.put(heavy(3))
    with pytest.raises(StoreFull, match="share the program itself"):
        small.keep(extra)
    assert small.get(extra) is not None  # it can still be looked at
    assert small.usage().kept <= TEN // 3


def test_what_has_no_room_at_all_is_refused_and_drops_nothing(small: Store) -> None:
    others = [small.put(heavy(number)) for number in range(3)]
    small.budget = Budget(total=40_000, kept=0)
    with pytest.raises(StoreFull, match="record less of it"):
        small.put(trace("".join(heavy(number).program.files[0].text for number in range(10))))
    assert all(map(small.get, others))


def test_the_account_is_that_of_the_traces(small: Store) -> None:
    addresses = [small.put(heavy(number)) for number in range(30)]
    small.keep(addresses[-1])
    there = [address for address in addresses if small.get(address)]
    held = small.usage()
    assert held.traces == len(there)
    assert held.kept < held.size


def test_reading_writes_down_what_was_used_now_and_then(
    small: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = small.put(heavy(0))
    second = small.put(heavy(1))
    monkeypatch.setattr("chainrule.store.store.SECONDS_BETWEEN_NOTES_OF_USE", 0.0)
    time.sleep(0.01)
    assert small.get(first)
    monkeypatch.undo()
    for number in range(2, 11):
        small.put(heavy(number))
    assert small.title(first) is not None
    assert small.title(second) is None
