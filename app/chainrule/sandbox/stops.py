"""Signals by which a running program is interrupted, so that its trace can still be written."""

import signal
from types import FrameType

from chainrule.sandbox.job import Limits

__all__ = ["OUTPUT_STOP", "TIME_STOP", "Stopped", "listen"]

TIME_STOP = getattr(signal, "SIGALRM", signal.SIGTERM)
OUTPUT_STOP = getattr(signal, "SIGUSR1", signal.SIGTERM)

SENTENCES = {
    OUTPUT_STOP: "Stopped after printing {limits.output} bytes; does a loop print too much?",
    TIME_STOP: "Stopped after running for {limits.seconds:g} s; is there an endless loop?",
}


class Stopped(KeyboardInterrupt):
    """The program reached a limit. Like Ctrl-C, it passes by `except Exception`."""


def listen(limits: Limits) -> None:
    """Raise `Stopped` in the program when one of the signals comes."""

    def stop(number: int, _: FrameType | None) -> None:
        raise Stopped(SENTENCES[number].format(limits=limits))

    for number in SENTENCES:
        signal.signal(number, stop)
