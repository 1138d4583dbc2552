"""`python -m benchmarks [--quick] [--only PART ...]`."""

import argparse
import os
import sys
from pathlib import Path

# Before PyTorch is imported, here and in the processes that are started.
SINGLE = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

INTRODUCTION = {
    "recording": (
        "CPU time of a recorded run, as a multiple of the plain forward and backward pass of the"
        " same program in the same process (medians, rounds interleaved; one thread): the structure"
        " alone, with statistics of samples, with exact ones of every element, and with values of"
        " small tensors; peak memory with statistics; the stored document with small values."
    ),
    "beside": (
        "TorchLens beside ours, in the same process, rounds interleaved: CPU time and peak memory"
        " as multiples of the plain program's; ours with small values, the default, and TorchLens's"
        " log of the forward and the backward pass with gradients."
    ),
    "layouts": "CPU time to lay a graph out, once per document.",
    "service": "Wall-clock time over the loopback.",
    "exports": "CPU time for files of the first lesson, each with a new engine that draws.",
    "painting": (
        "From a key to the painted step in headless Chromium without a GPU, wall clock; a frame of"
        " the screen, 17 ms, is part of it."
    ),
    "turning": (
        "From a turn of a lesson's knob to its new numbers painted, in headless Chromium on a warm"
        " server, wall clock: the program runs in a process of its own, and the page stays at its"
        " step. No number was there before."
    ),
}
README = Path(__file__).resolve().parent.parent / "README.md"


def main(arguments: list[str]) -> None:
    """Print the tables, and keep the full ones in the README."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rounds, small programs only")
    parser.add_argument("--only", choices=INTRODUCTION, action="append", help="these tables")
    chosen = parser.parse_args(arguments)
    parts = [_part(name, quick=chosen.quick) for name in chosen.only or INTRODUCTION]
    if chosen.quick or chosen.only:
        return
    from benchmarks.readme import write_between_marks

    kept = write_between_marks(README, "\n\n".join([*parts, _machine()]))
    print(
        f"\nwritten to {README.name}" if kept else f"\n{README.name} has no marks to write between"
    )


def _part(name: str, *, quick: bool) -> str:
    from benchmarks.beside import beside
    from benchmarks.exports import exports
    from benchmarks.layouts import layouts
    from benchmarks.painting import painting
    from benchmarks.recording import recording
    from benchmarks.service import service
    from benchmarks.turning import turning

    tables = {
        "recording": recording,
        "beside": beside,
        "layouts": layouts,
        "service": service,
        "exports": exports,
        "painting": painting,
        "turning": turning,
    }
    text = f"{INTRODUCTION[name]}\n\n{tables[name](quick)}"
    print(f"\n{text}", flush=True)
    return text


def _machine() -> str:
    import torch

    cores = len(os.sched_getaffinity(0))
    python = ".".join(map(str, sys.version_info[:2]))
    return f"Measured with PyTorch {torch.__version__} and Python {python} on {cores} cores."


if __name__ == "__main__":
    os.environ.update(SINGLE)
    main(sys.argv[1:])
