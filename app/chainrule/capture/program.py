"""Running a program and recording it: source text, a file, or a callable."""

import builtins
import contextlib
import inspect
import io
import linecache
import random
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, ModuleType, TracebackType
from typing import Any, TextIO

import numpy.random
import torch
from torch import nn

from chainrule.capture.recorder import Recorder
from chainrule.trace import Options, Trace

__all__ = ["Recording", "record", "run"]

# Standard output, the random numbers and `__main__` are the whole process's.
_one_at_a_time = threading.RLock()


class Recording:
    """What `record` gives: the trace is there when the `with` block has ended."""

    def __init__(self, recorder: Recorder, title: str) -> None:
        self._recorder: Recorder | None = recorder
        self._title = title
        self._trace: Trace | None = None

    @property
    def trace(self) -> Trace:
        """The recorded run. Raises `RuntimeError` while the block still runs."""
        if self._trace is None:
            raise RuntimeError(
                "The recording is still running; read its trace after the `with` block."
            )
        return self._trace

    def __enter__(self) -> "Recording":
        if self._recorder is None:
            raise RuntimeError("This recording is over; `chainrule.record()` makes another.")
        names = self._recorder.state.names
        if (frame := names.sources.frame(inspect.currentframe())) is not None:
            names.base = names.depth_of(frame)
        self._recorder.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        recorder, self._recorder = self._recorder, None
        assert recorder is not None
        recorder.__exit__(kind, error, traceback)
        frame = recorder.state.sources.frame(inspect.currentframe())
        recorder.name(frame)
        if error is not None and not _is_exit(error):
            recorder.fail(error)
        entry = frame.f_code.co_filename if frame is not None else None
        self._trace = recorder.finish(title=self._title, seed=None, entry=entry)


def record(
    model: nn.Module | None = None, *, title: str = "Recording", options: Options | None = None
) -> Recording:
    """Record what the code inside a `with` block does; `model` lends its parameters' names.

    An exception passes through; the recording keeps everything up to it.
    """
    recorder = Recorder(options=options or Options())
    if model is not None:
        recorder.state.modules.register(model)
    return Recording(recorder, title)


def run(
    source: str | Path | Callable[[], Any],
    *,
    seed: int | None = 0,
    options: Options | None = None,
    title: str | None = None,
    echo: TextIO | None = None,
    counted: Callable[[int], object] | None = None,
) -> Trace:
    """Run a program and record it.

    `source` is a path, source text, or a function without arguments. `seed` goes to torch, numpy
    and random; None leaves them as they are. What the program prints goes into the trace and to
    `echo`. A program that raises gives its trace up to there, with its `error`. `counted` is called
    now and then with the number of steps so far.
    """
    program = _Program.of(source)
    root = str(Path(program.filename).resolve().parent) if program.is_file else None
    recorder = Recorder(options=options or Options(), root=root, entry=program.filename)
    recorder.state.timeline.counted = counted
    if (caller := recorder.state.sources.frame(inspect.currentframe())) is not None:
        recorder.state.names.base = recorder.state.names.depth_of(caller) + 1
    main = ModuleType("__main__")
    namespace = vars(main)
    namespace["__file__"] = program.filename
    with _one_at_a_time, _as_main(main), _state_kept(), _seeded(seed), _printing(recorder, echo):
        _execute(program, namespace, recorder)
    return recorder.finish(title=title or program.title, seed=seed, entry=program.filename)


def _execute(program: "_Program", namespace: dict[str, Any], recorder: Recorder) -> None:
    try:
        start = program.prepare(namespace)
        with recorder:
            start()
    except SystemExit as stop:
        if not _is_exit(stop):
            recorder.fail(stop)
    except KeyboardInterrupt:
        recorder.state.note("The run was interrupted from outside.")
    except BaseException as error:
        recorder.fail(error)
    recorder.name(None, namespace)


def _is_exit(error: BaseException) -> bool:
    """Whether the program ended itself, and well; what a class of its own says is not asked."""
    if not isinstance(error, SystemExit):
        return False
    code: object = vars(SystemExit)["code"].__get__(error)
    return code is None or (type(code) in (int, bool) and not code)


class _Program:
    """A program's text, its file's name, and how to start it."""

    def __init__(self, text: str, filename: str, title: str, function: Any = None) -> None:
        self.text, self.filename, self.title, self.function = text, filename, title, function
        self.is_file = filename != _TEXT_FILE

    @classmethod
    def of(cls, source: str | Path | Callable[[], Any]) -> "_Program":
        if callable(source):
            return cls._of_function(source)
        if isinstance(source, Path) or _names_a_file(source):
            path = Path(source)
            if not path.is_file():
                raise FileNotFoundError(f"There is no file {str(path)!r} to run.")
            text = path.read_bytes().decode("utf-8", errors="surrogateescape")
            return cls(text, str(path.resolve()), path.stem)
        return cls(source, _TEXT_FILE, "Program")

    @classmethod
    def _of_function(cls, function: Callable[[], Any]) -> "_Program":
        code = getattr(function, "__code__", None)
        filename = code.co_filename if isinstance(code, CodeType) else _TEXT_FILE
        return cls("", filename, getattr(function, "__name__", "Program"), function)

    def prepare(self, namespace: dict[str, Any]) -> Callable[[], Any]:
        """What starts the program. Raises `SyntaxError`."""
        if self.function is not None:
            return lambda: self.function()
        lines = self.text.splitlines(keepends=True)
        linecache.cache[self.filename] = (len(self.text), None, lines, self.filename)
        code = compile(self.text, self.filename, "exec", dont_inherit=True)
        namespace["__builtins__"] = builtins
        return lambda: exec(code, namespace)


_TEXT_FILE = "<program>"


def _names_a_file(source: str) -> bool:
    return "\n" not in source and source.endswith(".py")


@contextlib.contextmanager
def _as_main(module: ModuleType) -> Iterator[None]:
    """What the program defines is found where pickle and others look for it."""
    before = sys.modules["__main__"]
    sys.modules["__main__"] = module
    try:
        yield
    finally:
        sys.modules["__main__"] = before


@contextlib.contextmanager
def _state_kept() -> Iterator[None]:
    """torch's switches are afterwards as they were, whatever the program set them to."""
    grad, anomaly = torch.is_grad_enabled(), torch.is_anomaly_enabled()
    dtype, deterministic = torch.get_default_dtype(), torch.are_deterministic_algorithms_enabled()
    try:
        yield
    finally:
        torch.set_grad_enabled(grad)
        torch.autograd.set_detect_anomaly(anomaly)
        torch.set_default_dtype(dtype)
        if torch.are_deterministic_algorithms_enabled() != deterministic:
            torch.use_deterministic_algorithms(deterministic)  # which imports torch's compiler


@contextlib.contextmanager
def _seeded(seed: int | None) -> Iterator[None]:
    """Random numbers start from `seed`, and afterwards go on as if nothing had been run."""
    if seed is None:
        yield
        return
    before = torch.get_rng_state(), numpy.random.get_state(), random.getstate()
    torch.manual_seed(seed)
    numpy.random.seed(seed % 2**32)
    random.seed(seed)
    try:
        yield
    finally:
        torch.set_rng_state(before[0])
        numpy.random.set_state(before[1])
        random.setstate(before[2])


class _Tee(io.TextIOBase):
    """Standard output that also tells the recorder, whole lines at a time."""

    def __init__(self, recorder: Recorder, echo: TextIO | None) -> None:
        self.recorder, self.echo, self.pending = recorder, echo, ""
        self._under = echo or sys.stdout

    def __getattr__(self, name: str) -> Any:
        """`buffer`, `reconfigure` and what else a text file has."""
        return getattr(self._under, name)

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self.echo is not None:
            self.echo.write(text)
        self.pending += text
        if self.pending.endswith("\n"):
            self.finish()
        return len(text)

    def flush(self) -> None:
        if self.echo is not None:
            self.echo.flush()

    def finish(self) -> None:
        if self.pending:
            self.recorder.print(self.pending)
            self.pending = ""


@contextlib.contextmanager
def _printing(recorder: Recorder, echo: TextIO | None) -> Iterator[None]:
    tee = _Tee(recorder, echo)
    before, sys.stdout = sys.stdout, tee
    try:
        yield
    finally:
        sys.stdout = before
        tee.finish()
