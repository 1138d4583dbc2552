"""What is put comes back, by its address; what the database is, does not matter."""

import dataclasses
import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chainrule.store import Notice, Store, StoreError
from tests.store.made import trace
from tests.store.postgres import Postgres


def test_a_trace_comes_back_as_it_was(store: Store) -> None:
    put = trace()
    address = store.put(put)
    assert store.get(address) == put.to_json().encode()
    assert store.title(address) == "A title"


def test_an_address_is_128_random_bits_and_the_hash_leads_nowhere(store: Store) -> None:
    addresses = {store.put(trace(f"x = {number}")) for number in range(50)}
    assert len({address[:6] for address in addresses}) == 50
    assert {len(bytes.fromhex(address)) for address in addresses} == {16}
    assert store.get(trace("x = 1").id) is None


def test_what_was_never_put_is_not_there(store: Store) -> None:
    assert store.get("nope") is None
    assert store.title("nope") is None
    assert store.made_by("nope") is None
    assert store.keep("nope") is False
    assert store.get("'; DROP TABLE chainrule_traces; --\0\ud800") is None


def test_the_first_of_two_equal_runs_stays_at_one_address(store: Store) -> None:
    first = trace()
    later = dataclasses.replace(first, meta=dataclasses.replace(first.meta, elapsed=9.0))
    address = store.put(first)
    assert store.put(later) == address
    assert store.get(address) == first.to_json().encode()
    assert store.usage().traces == 1


def test_a_recipe_remembers_what_it_made_last(store: Store) -> None:
    old = store.put(trace("x = 1"), "recipe")
    assert store.made_by("recipe") == old
    new = store.put(trace("x = 2"), "recipe")
    assert store.made_by("recipe") == new
    assert store.get(old) is not None


def test_text_that_a_database_cannot_hold_is_replaced(store: Store) -> None:
    address = store.put(trace("x = '\ud800'", title="half \ud800, zero \0"))
    kept = store.get(address)
    assert kept is not None
    assert json.loads(kept)["program"]["files"][0]["text"] == "x = '?'"
    assert store.title(address) == "half ?, zero \N{REPLACEMENT CHARACTER}"


def test_it_is_there_the_next_time(place: str) -> None:
    with Store(place) as store:
        address = store.put(trace(), "recipe")
    with Store(place) as store:
        assert store.made_by("recipe") == address
        assert store.get(address) is not None


def test_threads_write_and_read_together(store: Store) -> None:
    def work(number: int) -> None:
        made = trace(f"x = {number}")
        assert store.get(store.put(made, str(number))) == made.to_json().encode()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(60)))
    assert all(store.made_by(str(number)) for number in range(60))
    assert store.usage().traces == 60


def test_two_servers_share_a_store(place: str) -> None:
    with Store(place) as one, Store(place) as other:
        for number in range(20):
            writer, reader = (one, other) if number % 2 else (other, one)
            assert reader.get(writer.put(trace(f"x = {number}"))) is not None


def test_servers_that_start_at_once_make_one_store(place: str) -> None:
    def work(number: int) -> str:
        with Store(place) as store:
            return store.put(trace(f"x = {number}"))

    with ThreadPoolExecutor(6) as pool:
        addresses = list(pool.map(work, range(6)))
    with Store(place) as store:
        assert all(store.get(address) for address in addresses)


def test_another_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "t.sqlite"
    Store(file).close()
    with sqlite3.connect(file) as database:
        database.execute("UPDATE chainrule_about SET version = 99")
    database.close()
    with pytest.raises(StoreError, match=r"its tables have version 99.*use that one"):
        Store(file)


@pytest.mark.parametrize("version", [2, 3])
def test_an_older_version_is_brought_up_to_date(place: str, version: int) -> None:
    """What version 2 and 3 had; their traces are all there, and their links go on."""
    with Store(place) as store:
        address = store.put(trace(), "recipe")
        store.keep(address)
        with store._database.writing() as connection:
            connection.exec_driver_sql("DROP TABLE chainrule_runs")
            if version == 3:
                connection.exec_driver_sql("CREATE TABLE chainrule_runs (run TEXT PRIMARY KEY)")
            connection.exec_driver_sql(f"UPDATE chainrule_about SET version = {version}")
    with Store(place) as store:
        assert store.get(address) == trace().to_json().encode()
        assert store.made_by("recipe") == address
        store.board.post([Notice(run="r", client="c", document="{}", over=False)])
        assert store.board.read("r") is not None
    Store(place).close()


def test_somebody_elses_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "t.sqlite"
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE addresses (name TEXT)")
    database.close()
    with pytest.raises(StoreError, match="it holds other tables"):
        Store(file)
    with sqlite3.connect(file) as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("addresses",)]
    database.close()


@pytest.mark.parametrize("content", [b"no database at all, only text" * 100, b"\x00" * 5000])
def test_another_file_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "notes.txt"
    file.write_bytes(content)
    with pytest.raises(StoreError, match="cannot be opened"):
        Store(file)
    assert file.read_bytes() == content


def test_a_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="name a file that this user may write"):
        Store(tmp_path)


@pytest.mark.parametrize(
    "place",
    [
        "mysql://user:hunter2@host/name",
        "postgresql://user:hunter2@127.0.0.1:1/name",
        "postgresql://user:hunter2@127.0.0.1:nonsense/name",
    ],
)
def test_a_wrong_address_is_a_sentence_without_the_password(place: str) -> None:
    with pytest.raises(StoreError, match="cannot be opened") as caught:
        Store(place)
    assert "hunter2" not in str(caught.value)


def test_a_database_that_went_away_is_a_sentence_and_comes_back(postgres: Postgres) -> None:
    from tests.store.conftest import fresh_database

    with Store(fresh_database(postgres)) as store:
        addresses = [store.put(trace(f"x = {number}"), str(number)) for number in range(20)]
        postgres.crash()
        assert all(store.get(address) for address in addresses)
        assert store.made_by("7") == addresses[7]
