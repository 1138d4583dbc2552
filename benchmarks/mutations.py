"""`python -m benchmarks.mutations [--documents N]`: mutated results against the loader.

Real traces are damaged as a program could damage its own result: fields, bytes, whole parts. Every
one must be read or refused in a sentence, in at most 50 ms of CPU time (measured again where the
first time was longer); the exit status says so.
"""

import argparse
import copy
import gc
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

from benchmarks.table import duration, table
from chainrule.sandbox import BrokenResult
from chainrule.sandbox.results import read_trace

__all__ = ["main", "mutated", "read", "texts"]

MOST_SECONDS = 0.05

PROGRAMS = (
    """
import torch
X = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
w = torch.tensor([[0.5], [-0.25]], requires_grad=True)
loss = ((X @ w) ** 2).mean()
loss.backward()
print(loss.item())
""",
    """
import torch
from torch import nn
model = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
optimiser = torch.optim.Adam(model.parameters())
loss = model(torch.ones(3, 2)).sum()
loss.backward()
optimiser.step()
optimiser.zero_grad()
nope
""",
)

FOREIGN: tuple[Any, ...] = (
    None, True, -1, 0, 1, 7, 2**31, 2**63, 10**30, -(10**400), 0.5, 1e308, "", "inf", "nan",
    "forward", "leaf", "</script>", "\u202e", "x" * 10_000, "9" * 5_000, [], {}, [[]], [None] * 100,
    {"kind": "forward"}, {"kind": []}, list(range(1000)),
)  # fmt: skip

BYTES = (
    b"[", b"]", b"{", b"}", b'"', b",", b":", b"\\", b"\\ud800", b"\\u0000", b"\0", b"\xff", b"NaN",
    b"-Infinity", b"1e999", b"1" * 5000, b"[" * 5000, b'{"a":' * 2000, b"\xef\xbb\xbf", b"null",
)  # fmt: skip


def mutated(texts: list[str], chance: random.Random) -> bytes:
    """One damaged result."""
    return chance.choice(DAMAGES)(chance.choice(texts), chance)


def read(data: bytes) -> tuple[str, float]:
    """How the loader took it, and the CPU seconds that this cost. Any other error is a failure."""
    began = time.process_time()
    try:
        read_trace(data)
        sentence = None
    except BrokenResult as error:
        sentence = str(error)
    seconds = time.process_time() - began
    if sentence is None:
        return "read", seconds
    assert sentence[-1] in ".?", sentence
    assert len(sentence) < 1000, sentence
    return "refused", seconds


def _fields(text: str, chance: random.Random) -> bytes:
    """A few fields hold something else."""
    document = json.loads(text)
    for _ in range(chance.randint(1, 3)):
        holder, key = _at(document, chance)
        holder[key] = copy.deepcopy(chance.choice(FOREIGN))
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _moved(text: str, chance: random.Random) -> bytes:
    """A part of the document stands in another place."""
    document = json.loads(text)
    holder, key = _at(document, chance)
    found = copy.deepcopy(holder[key])
    holder, key = _at(document, chance)
    holder[key] = found
    return json.dumps(document, ensure_ascii=False).encode()


def _longer(text: str, chance: random.Random) -> bytes:
    """An array repeats itself."""
    document = json.loads(text)
    arrays = [value for value in document.values() if isinstance(value, list)]
    array = chance.choice(arrays)
    array += array[: 2000 // max(1, len(array)) + 1] * chance.randint(1, 20)
    return json.dumps(document, ensure_ascii=False).encode()


def _bytes(text: str, chance: random.Random) -> bytes:
    """Bytes are put in, taken out or changed."""
    data = bytearray(text.encode())
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(data))
        width = chance.choice((0, 0, 1, 1, 10, 500))
        data[place : place + width] = chance.choice(
            (b"", chance.choice(BYTES), chance.randbytes(3))
        )
    return bytes(data)


def _cut(text: str, chance: random.Random) -> bytes:
    """The end is missing, or another one follows."""
    data = text.encode()
    place = chance.randrange(len(data))
    return data[:place] + chance.choice((b"", data[place // 2 :], chance.choice(BYTES)))


DAMAGES: tuple[Callable[[str, random.Random], bytes], ...] = (
    _fields, _fields, _moved, _longer, _bytes, _bytes, _cut,
)  # fmt: skip


def _at(document: Any, chance: random.Random) -> tuple[Any, Any]:
    """Some place in the document: the part that holds it, and its key there."""
    inner = document
    while True:
        key = chance.choice(list(inner) if isinstance(inner, dict) else range(len(inner)))
        value = inner[key]
        if not isinstance(value, dict | list) or not value or chance.random() < 0.2:
            return inner, key
        inner = value


def texts() -> list[str]:
    """The traces that are damaged."""
    from chainrule.capture import run

    return [run(source).to_json() for source in PROGRAMS]


def main(arguments: list[str]) -> int:
    """Print a table; 0 where every document was read or refused in time."""
    parser = argparse.ArgumentParser(prog="benchmarks.mutations", description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)
    read(texts()[0].encode())  # the first one builds the loader's tables
    outcomes, times = Counter[str](), list[float]()
    documents = _documents(chosen.documents, texts(), chosen.seed)
    # As the server does: the collector need not look again at all that is imported, in mid-read.
    gc.collect()
    gc.freeze()
    for data in documents:
        outcome, seconds = read(data)
        if seconds > MOST_SECONDS:
            # Was it the document, or a busy machine?
            again = min(read(data)[1] for _ in range(3))
            print(f"… {len(data)} bytes took {duration(seconds)}, then {duration(again)}")
            seconds = min(seconds, again)
        outcomes[outcome] += 1
        times.append(seconds)
    rows = [(name, str(count)) for name, count in sorted(outcomes.items())]
    rows += [("CPU time, p50", duration(median(times))), ("CPU time, most", duration(max(times)))]
    print(table(("mutated results", "measured"), rows))
    return 0 if max(times) <= MOST_SECONDS else 1


def _documents(count: int, real: list[str], seed: int) -> Iterator[bytes]:
    chance = random.Random(seed)
    for _ in range(count):
        yield mutated(real, chance)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
