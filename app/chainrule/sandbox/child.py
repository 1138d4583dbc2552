"""The process that runs one program: it locks itself, reads the program, writes the trace."""

import fcntl
import os
import sys
import traceback
from collections.abc import Container
from dataclasses import replace
from typing import NamedTuple, NoReturn, TextIO

from chainrule.sandbox.hints import hinted
from chainrule.sandbox.job import Limits
from chainrule.sandbox.layers import Layer
from chainrule.sandbox.lock import leave_the_family, lock
from chainrule.sandbox.order import BROKEN, NOT_LOCKED, Order, read_all, write_all
from chainrule.sandbox.probe import probe
from chainrule.sandbox.stops import listen

__all__ = ["Descriptors", "live"]

OUTPUT, ERRORS, RESULT, ORDER = 1, 2, 3, 4
ABOVE = 16


class Descriptors(NamedTuple):
    """What a child is handed: where its order is, where prints and the trace go."""

    order: int
    output: int
    result: int


def live(
    descriptors: Descriptors, limits: Limits, layers: Container[Layer], parent: int
) -> NoReturn:
    """The whole life of a child."""
    status = NOT_LOCKED
    try:
        _arrange(descriptors)
        leave_the_family(parent)
        lock(limits, layers)
        status = BROKEN
        write_all(RESULT, _obey(Order.from_json(read_all(ORDER))))
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
    order, output, result = high
    for source, place in ((output, OUTPUT), (output, ERRORS), (result, RESULT), (order, ORDER)):
        os.dup2(source, place, inheritable=False)
    os.closerange(ORDER + 1, os.sysconf("SC_OPEN_MAX"))


def _obey(order: Order) -> bytes:
    os.close(ORDER)
    if order.do == "probe":
        return probe(order.limits)
    from chainrule.capture import run

    _start_afresh()
    stopper = listen(order.limits)
    job = order.job
    options = replace(job.options, max_steps=min(job.options.max_steps, order.limits.steps))
    trace = run(job.source, seed=job.seed, options=options, title=job.title, echo=sys.stdout)
    answer = hinted(stopper.told(trace), order.limits)
    return answer.to_json().encode("utf-8", "replace")


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
