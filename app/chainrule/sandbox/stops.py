"""Signals that interrupt a running program, so that its trace can still be written."""

import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from types import FrameType

from chainrule.sandbox.job import Limits
from chainrule.trace import Failure, Trace

__all__ = ["OUTPUT_STOP", "TIME_STOP", "Stopped", "Stopper", "listen"]

TIME_STOP = getattr(signal, "SIGALRM", signal.SIGTERM)
OUTPUT_STOP = getattr(signal, "SIGUSR1", signal.SIGTERM)

SENTENCES = {
    OUTPUT_STOP: "Stopped after printing {limits.output} bytes; does a loop print too much?",
    TIME_STOP: "Stopped after running for {limits.seconds:g} s; is there an endless loop?",
}

# The name under which the recorder compiles a program that is no file.
TEXT = "<program>"
RECORDER = "chainrule.capture"
PATIENCE = 0.005


class Stopped(KeyboardInterrupt):
    """The program reached a limit. Like Ctrl-C, it passes by `except Exception`."""


class Stopper:
    """Raises an error in the program, but never inside the recorder, which would be left torn."""

    def __init__(self, stopped: Callable[[], object] = lambda: None) -> None:
        self._stopped = stopped
        self._own = sys.modules["__main__"].__dict__
        self._pending: BaseException | None = None
        self._raised: Stopped | None = None

    def stop(self, error: BaseException, frame: FrameType | None) -> None:
        """Raise `error` if the program is at work, soon if the recorder is, else not at all."""
        found = self._who(frame)
        if found == "program":
            self._pending = None
            self._raised = error if isinstance(error, Stopped) else None
            self._stopped()
            raise error
        if found == "recorder":
            self._pending = error
            signal.signal(signal.SIGALRM, self._again)
            signal.setitimer(signal.ITIMER_REAL, PATIENCE)

    def told(self, trace: Trace) -> Trace:
        """The trace of the program, which says so if it was stopped at a limit; without an id."""
        if self._raised is None:
            return trace
        failure = Failure(
            type="Stopped",
            message=str(self._raised),
            phase=None,
            step=None,
            node=None,
            file=trace.program.entry,
            line=_line_of(self._raised),
            operation=None,
        )
        return replace(trace, error=failure)

    def _again(self, _: int, frame: FrameType | None) -> None:
        if self._pending is not None:
            self.stop(self._pending, frame)

    def _who(self, frame: FrameType | None) -> str | None:
        """Who is at work in the program; None before it begins and after it ends."""
        worker = "program"
        while frame is not None:
            name = str(frame.f_globals.get("__name__"))
            if name == "__main__" and frame.f_globals is not self._own:
                return worker
            if name.startswith(RECORDER):
                worker = "recorder"
            frame = frame.f_back
        return None


def _line_of(error: BaseException) -> int | None:
    """The line of the program's own text that was at work."""
    traceback = error.__traceback__
    lines = []
    while traceback is not None:
        frame = traceback.tb_frame
        if frame.f_globals.get("__name__") == "__main__" and frame.f_code.co_filename == TEXT:
            lines.append(traceback.tb_lineno)
        traceback = traceback.tb_next
    return lines[-1] if lines else None


def listen(limits: Limits, stopped: Callable[[], object]) -> Stopper:
    """Call `stopped` and raise `Stopped` in the program when one of the signals comes."""
    stopper = Stopper(stopped)

    def stop(number: int, frame: FrameType | None) -> None:
        stopper.stop(Stopped(SENTENCES[number].format(limits=limits)), frame)

    for number in SENTENCES:
        signal.signal(number, stop)
    return stopper
