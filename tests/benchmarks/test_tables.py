"""The benchmarks' own arithmetic and writing; what they measure is not tested here."""

import importlib.util
from pathlib import Path
from time import sleep

import pytest
import torch

from benchmarks.beside import NOT_INSTALLED, beside
from benchmarks.measure import interleaved, seconds, waited
from benchmarks.readme import BEGIN, END, write_between_marks
from benchmarks.recording import WAYS, record
from benchmarks.table import amount, duration, ratio, table
from benchmarks.workloads import WORKLOADS, resnet50


def test_a_table_is_markdown() -> None:
    lines = table(("what", "time"), [("one", "1 s")]).splitlines()
    assert lines == ["| what | time |", "| --- | ---: |", "| one | 1 s |"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (duration(0.00085), "850 µs"),
        (duration(0.0042), "4.2 ms"),
        (duration(0.25), "250 ms"),
        (duration(2.345), "2.3 s"),
        (amount(999), "999 B"),
        (amount(15_700), "16 kB"),
        (amount(8_200_000), "8.2 MB"),
        (ratio(1.094), "1.09×"),
        (ratio(23.4), "23×"),
    ],
)
def test_numbers_are_short(written: str, expected: str) -> None:
    assert written == expected


def test_ways_are_compared_round_by_round() -> None:
    calls: list[str] = []

    def work(name: str, loops: int) -> None:
        calls.append(name)
        sum(range(loops))

    ways = {"one": lambda: work("one", 100_000), "ten": lambda: work("ten", 1_000_000)}
    measured = interleaved(ways, rounds=3)
    assert calls == ["one", "ten"] * 4
    assert measured["one"].ratio == 1
    assert measured["ten"].ratio > 2
    assert measured["ten"].seconds > measured["one"].seconds > 0


def test_a_sleep_costs_no_processor_time() -> None:
    assert seconds(lambda: sleep(0.05)) < 0.04
    assert waited(lambda: sleep(0.05)) >= 0.05


def test_the_readme_changes_between_its_marks_only(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    assert write_between_marks(readme, "\nnew\n")
    assert readme.read_text() == f"before\n{BEGIN}\nnew\n{END}\nafter\n"


def test_a_readme_without_marks_stays_as_it_is(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{END}\n{BEGIN}\n")
    assert not write_between_marks(readme, "new")
    assert readme.read_text() == f"before\n{END}\n{BEGIN}\n"


@pytest.mark.parametrize("workload", [each for each in WORKLOADS if not each.large][:2])
def test_a_workload_runs_again_and_again(workload: object) -> None:
    step = workload.prepare()  # type: ignore[attr-defined]
    counts = {len(record(step, way).nodes) for way in (*WAYS, *WAYS)}
    assert len(counts) == 1


def test_resnet_has_its_parameters() -> None:
    """25,557,032, as the paper's implementations count them."""
    with torch.device("meta"):
        model = resnet50().model
    assert model is not None
    assert sum(parameter.numel() for parameter in model.parameters()) == 25_557_032


def test_where_torchlens_is_missing_the_table_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert beside(quick=True) == NOT_INSTALLED
