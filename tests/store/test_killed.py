"""`kill -9` in the middle of a write loses nothing that was acknowledged."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from chainrule.store import Budget, Store

ROOT = Path(__file__).parents[2]

WRITER = """
import sys
from chainrule.store import Budget, Store
from tests.store.made import heavy

with Store(sys.argv[1], Budget(total=int(sys.argv[2]))) as store:
    for number in range(10**9):
        address = store.put(heavy(number), str(number))
        if number % 5 == 0:
            store.keep(address)
        print(number, address, flush=True)
"""


def killed_after(place: str, lines: int, total: int) -> list[str]:
    """The addresses that a writer acknowledged before it was killed."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, place, str(total)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'app'}:{ROOT}"},
    )
    with writer:
        assert writer.stdout is not None
        told = [writer.stdout.readline() for _ in range(lines)]
        writer.send_signal(signal.SIGKILL)
        told += list(writer.stdout)
    return [line.split()[1] for line in told if line.endswith("\n")]


@pytest.mark.parametrize("lines", [1, 7, 40])
def test_every_acknowledged_trace_is_there(place: str, lines: int) -> None:
    addresses = killed_after(place, lines, Budget().total)
    with Store(place) as store:
        for number, address in enumerate(addresses):
            kept = store.get(address)
            assert kept is not None
            assert json.loads(kept)["program"]["files"]
            assert store.made_by(str(number)) == address


def test_a_writer_killed_while_it_makes_room_leaves_the_account_right(place: str) -> None:
    total = 120_000
    addresses = killed_after(place, 45, total)
    with Store(place) as store:
        there = {address for address in addresses if store.title(address)}
        assert set(addresses[::5][: len(addresses) // 5]) <= there | set(addresses[-1:])
        held = store.usage()
        assert held.size <= total
        assert len(there) <= held.traces <= len(there) + 1
