"""The store keeps what it acknowledged, whoever else writes and whatever is killed."""

import dataclasses
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chainrule.store import Store, StoreError
from chainrule.trace import Meta, Options, Program, SourceFile, Trace


def trace(text: str = "x = 1", title: str = "A title") -> Trace:
    meta = Meta(
        title=title,
        created="2026-01-01T00:00:00+00:00",
        torch="2.13.0",
        python="3.11.0",
        device="cpu",
        seed=0,
        options=Options(),
        elapsed=0.5,
        method="by hand",
    )
    return Trace(
        meta=meta,
        program=Program(files=(SourceFile(name="program.py", text=text),), entry="program.py"),
        output="",
        modules=(),
        calls=(),
        tensors=(),
        snapshots=(),
        nodes=(),
        edges=(),
        steps=(),
        passes=(),
    ).sealed()


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "deep" / "t.sqlite" if request.param == "file" else None) as opened:
        yield opened


def test_a_trace_comes_back_as_it_was(store: Store) -> None:
    put = trace()
    assert store.put(put) == put.id
    assert store.get(put.id) == put.to_json().encode()
    assert store.title(put.id) == "A title"


def test_what_was_never_put_is_not_there(store: Store) -> None:
    assert store.get("nope") is None
    assert store.title("nope") is None
    assert store.made_by("nope") is None


def test_the_first_of_two_equal_runs_stays(store: Store) -> None:
    first = trace()
    later = dataclasses.replace(first, meta=dataclasses.replace(first.meta, elapsed=9.0))
    assert store.put(first) == store.put(later)
    assert store.get(first.id) == first.to_json().encode()


def test_a_recipe_remembers_what_it_made_last(store: Store) -> None:
    old, new = trace("x = 1"), trace("x = 2")
    store.put(old, "recipe")
    assert store.made_by("recipe") == old.id
    store.put(new, "recipe")
    assert store.made_by("recipe") == new.id
    assert store.get(old.id) is not None


def test_text_that_utf_8_cannot_hold_is_replaced(store: Store) -> None:
    kept = store.get(store.put(trace("x = '\ud800'")))
    assert kept is not None
    assert json.loads(kept)["program"]["files"][0]["text"] == "x = '?'"


def test_a_file_is_kept_for_the_next_time(tmp_path: Path) -> None:
    file = tmp_path / "t.sqlite"
    with Store(file) as store:
        store.put(trace(), "recipe")
    with Store(file) as store:
        assert store.made_by("recipe") == trace().id
        assert store.get(trace().id) is not None


def test_threads_write_and_read_together(store: Store) -> None:
    def work(number: int) -> None:
        made = trace(f"x = {number}")
        assert store.get(store.put(made, str(number))) == made.to_json().encode()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(100)))
    assert all(store.made_by(str(number)) for number in range(100))


def test_two_servers_share_a_file(tmp_path: Path) -> None:
    with Store(tmp_path / "t.sqlite") as one, Store(tmp_path / "t.sqlite") as other:
        for number in range(20):
            writer, reader = (one, other) if number % 2 else (other, one)
            assert reader.get(writer.put(trace(f"x = {number}"))) is not None


WRITER = """
import sys
from pathlib import Path
from chainrule.store import Store
from tests.store.test_store import trace

with Store(Path(sys.argv[1])) as store:
    for number in range(10**9):
        store.put(trace(f"x = {number}" + " " * 20_000), str(number))
        print(number, flush=True)
"""


@pytest.mark.parametrize("acknowledged", [1, 7, 30])
def test_a_server_killed_while_it_writes_loses_nothing_it_acknowledged(
    tmp_path: Path, acknowledged: int
) -> None:
    root = Path(__file__).parents[2]
    file = tmp_path / "t.sqlite"
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(file)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": f"{root / 'app'}:{root}"},
    )
    with writer:
        assert writer.stdout is not None
        for _ in range(acknowledged):
            last = int(writer.stdout.readline())
        writer.send_signal(signal.SIGKILL)
        last = max([last, *(int(line) for line in writer.stdout)])
    with Store(file) as store:
        for number in range(last + 1):
            made = store.made_by(str(number))
            assert made is not None
            kept = store.get(made)
            assert kept is not None
            assert json.loads(kept)["id"] == made


def test_a_newer_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "t.sqlite"
    Store(file).close()
    database = sqlite3.connect(file)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(StoreError, match=r"it has version 99 and this chainrule reads up to 1"):
        Store(file)


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
