"""The child process that reads traces and lays them out, away from the event loop.

It reads jobs from standard input and answers on standard output, each as a line of JSON that
ends in the length of the bytes which follow it. Before that, long jobs tell how far they are.
"""

import json
import os
import sys
from collections.abc import Callable
from functools import lru_cache
from typing import BinaryIO

from chainrule.export import ExportError, Tell, export
from chainrule.layout import Direction, Medium, lay_out
from chainrule.rules.document import trace_rules
from chainrule.sandbox.family import end_with
from chainrule.server.graph import graph_of
from chainrule.trace import Trace, encode
from chainrule.why import why

__all__ = ["main"]


MOST_SAID = 500


def _dump(document: object) -> bytes:
    return json.dumps(document, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode()


def _layout(trace: Trace, direction: Direction, medium: Medium) -> bytes:
    return _dump(lay_out(trace, direction, medium=medium).to_dict())


def _graph(trace: Trace) -> bytes:
    return _dump(encode(graph_of(trace)))


def _why(trace: Trace, tensor: str, step: str) -> bytes:
    return _dump(encode(why(trace, int(tensor), int(step) if step else None)))


def _rules(trace: Trace) -> bytes:
    return _dump(trace_rules(trace))


def _export(trace: Trace, tell: Tell, format: str, **words: str) -> bytes:
    return export(trace, format, words, tell)


LONG: dict[str, Callable[..., bytes]] = {"export": _export}
JOBS: dict[str, Callable[..., bytes]] = {
    "layout": _layout,
    "graph": _graph,
    "why": _why,
    "rules": _rules,
}


def main(arguments: list[str]) -> None:
    """Answer jobs until the server closes the pipe, or the process `parent` ends in mid-job."""
    (parent,) = arguments
    end_with(int(parent))
    # What a library prints must not get among the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    while line := sys.stdin.buffer.readline():
        order = json.loads(line)
        document = sys.stdin.buffer.read(order["length"])
        _answer(answers, order["job"], order["arguments"], document)


@lru_cache(maxsize=1)
def _read(document: bytes) -> Trace:
    """The trace; a page asks for one thing after the other of the same."""
    return Trace.from_json(document)


def _answer(answers: BinaryIO, job: str, arguments: dict[str, str], document: bytes) -> None:
    def tell(done: int, total: int) -> None:
        answers.write(json.dumps({"done": done, "total": total}).encode() + b"\n")
        answers.flush()

    body, failure, kind = b"", None, ""
    try:
        trace = _read(document)
        long = job in LONG
        body = LONG[job](trace, tell, **arguments) if long else JOBS[job](trace, **arguments)
    except IndexError as error:
        failure, kind = str(error), "missing"
    except ExportError as error:
        failure, kind = str(error), "refused"
    except Exception as error:
        failure = f"The {job} failed: {type(error).__name__}: {error}"[:MOST_SAID]
    head = {"failure": failure, "kind": kind, "length": len(body)}
    answers.write(json.dumps(head).encode() + b"\n" + body)
    answers.flush()
