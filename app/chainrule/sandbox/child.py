"""The process that runs one program: it locks itself, reads the program, writes the trace."""

import fcntl
import os
import sys
import time
import traceback
from collections.abc import Callable, Container
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple, NoReturn, TextIO

from chainrule.sandbox.hints import hinted
from chainrule.sandbox.job import Limits
from chainrule.sandbox.layers import Layer
from chainrule.sandbox.lock import leave_the_family, lock
from chainrule.sandbox.notes import LOCKED, STEPS, STOPPED
from chainrule.sandbox.order import BROKEN, NOT_LOCKED, Order, read_all, write_all
from chainrule.sandbox.probe import probe
from chainrule.sandbox.reading import report
from chainrule.sandbox.stops import listen

__all__ = ["Descriptors", "live"]

OUTPUT, ERRORS, RESULT, NOTES, ORDER = 1, 2, 3, 4, 5
ABOVE = 16
SECONDS_BETWEEN_NOTES = 0.1


class Descriptors(NamedTuple):
    """What a child is handed: where its order is, where prints, the trace and notes go."""

    order: int
    output: int
    result: int
    notes: int


def live(
    descriptors: Descriptors, limits: Limits, layers: Container[Layer], parent: int
) -> NoReturn:
    """The whole life of a child."""
    status = NOT_LOCKED
    try:
        _arrange(descriptors)
        leave_the_family(parent)
        lock(limits, layers)
        os.write(NOTES, LOCKED)
        status = BROKEN
        write_all(RESULT, _obey(Order.from_bytes(read_all(ORDER))))
        sys.stdout.flush()
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        # Not by an exception, nor through what the program may have left to run at exit; deep
        # graphs are not freed either.
        os._exit(status)


def _arrange(descriptors: Descriptors) -> None:
    """Each descriptor at its place, and no other open."""
    high = [fcntl.fcntl(each, fcntl.F_DUPFD, ABOVE) for each in descriptors]
    order, output, result, notes = high
    places = {OUTPUT: output, ERRORS: output, RESULT: result, NOTES: notes, ORDER: order}
    for place, source in places.items():
        os.dup2(source, place, inheritable=False)
    os.closerange(ORDER + 1, os.sysconf("SC_OPEN_MAX"))


def _obey(order: Order) -> bytes:
    os.close(ORDER)
    return DEEDS[order.do](order)


def _probe(order: Order) -> bytes:
    return probe(order.limits)


def _read(order: Order) -> bytes:
    return report(order.payload)


def _run(order: Order) -> bytes:
    from chainrule.capture import run

    _start_afresh()
    stopper = listen(order.limits, _say_stopped)
    job = order.job
    options = replace(job.options, max_steps=min(job.options.max_steps, order.limits.steps))
    trace = run(
        job.source,
        seed=job.seed,
        options=options,
        title=job.title,
        echo=sys.stdout,
        counted=_now_and_then(),
    )
    answer = hinted(stopper.told(trace), order.limits)
    return answer.to_json().encode("utf-8", "replace")


def _say_stopped() -> None:
    """The program reacted, and its trace is on the way."""
    with suppress(OSError):
        os.write(NOTES, STOPPED)


DEEDS: dict[str, Callable[[Order], bytes]] = {"run": _run, "read": _read, "probe": _probe}


def _now_and_then() -> Callable[[int], None]:
    """Notes the number of recorded steps, not too often."""
    told = time.monotonic()

    def count(steps: int) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told > SECONDS_BETWEEN_NOTES:
            told = now
            with suppress(OSError):  # a program may have closed it
                os.write(NOTES, STEPS % steps)

    return count


def _start_afresh() -> None:
    """Prints line by line, and random numbers that no other child has (unless it is seeded)."""
    import numpy
    import torch

    sys.stdout = _stream(OUTPUT)
    sys.stderr = _stream(ERRORS)
    torch.seed()
    numpy.random.seed()


def _stream(descriptor: int) -> TextIO:
    return open(
        descriptor, "w", encoding="utf-8", buffering=1, errors="backslashreplace", closefd=False
    )
