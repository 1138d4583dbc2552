"""`python -m tests.conformance`: every promise, for all that PyTorch's own databases hold."""

import argparse
import contextlib
import os
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import torch

from tests.conformance.architectures import architectures
from tests.conformance.databases import modules, operators, optimizers
from tests.conformance.subject import PROMISES, Subject, check

DATABASES: dict[str, Callable[[], Iterable[Subject]]] = {
    "operators": operators,
    "modules": modules,
    "optimisers": optimizers,
    "architectures": architectures,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("databases", nargs="*", default=list(DATABASES))
    parser.add_argument("--only", default="", help="names that contain this")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    print("| database | subjects | not runnable | " + " | ".join(PROMISES) + " |")
    print("|---|---|---|" + "---|" * len(PROMISES))
    broken = 0
    for name in options.databases:
        broken += _report(name, options.only, options.verbose)
    return 1 if broken else 0


def _report(database: str, only: str, verbose: bool) -> int:
    kept, skipped, broken = 0, 0, Counter[str]()
    complaints = []
    for subject in DATABASES[database]():
        if only not in subject.name:
            continue
        with _quiet():
            verdict = check(subject)
        if verdict.skipped:
            skipped += 1
            complaints += [f"{subject.name}: {verdict.skipped}"] if verbose else []
            continue
        kept += 1
        broken.update(verdict.broken.keys())
        complaints += [f"{subject.name}: {each}: {why}" for each, why in verdict.broken.items()]
    cells = [f"{kept - broken[each]}/{kept}" for each in PROMISES]
    print(f"| {database} | {kept} | {skipped} | " + " | ".join(cells) + " |")
    for complaint in complaints:
        print(f"  {complaint}", file=sys.stderr)
    return sum(broken.values())


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        yield


sys.exit(main())
