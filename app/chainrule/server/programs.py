"""Traces for programs that somebody sent, and why a program gave none."""

import asyncio
import hashlib
import json
from functools import cache
from importlib.metadata import version
from typing import Annotated, NamedTuple, Protocol

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from chainrule.sandbox import (
    BrokenResult,
    Crashed,
    Isolation,
    Job,
    Listener,
    Lost,
    NotIsolated,
    ProgramTooLong,
    SandboxError,
    TookTooLong,
    TooMuchOutput,
    TraceTooLarge,
    Unavailable,
)
from chainrule.server.company import Companies
from chainrule.server.problems import Problem
from chainrule.store import Store, made_once
from chainrule.trace import Options, Policy, Trace, Written

__all__ = ["NewProgram", "Programs", "Records", "refusal", "versions"]

LARGEST_SEED = 2**32 - 1


def _whole(number: object) -> object:
    """An integer, also where JSON has it as 3.0: to JSON that is the same number."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


class NewProgram(BaseModel):
    """A program to run: Python text that uses PyTorch."""

    model_config = ConfigDict(extra="forbid", strict=True)

    program: str = Field(
        max_length=1 << 20,
        description="The program's text",
        examples=["import torch\nw = torch.ones(2, requires_grad=True)\nw.sum().backward()\n"],
    )
    title: str | None = Field(default=None, max_length=200, description="The trace's title")
    seed: Annotated[int | None, BeforeValidator(_whole)] = Field(
        default=0,
        ge=0,
        le=LARGEST_SEED,
        description="Where the random numbers start; null for others at every run",
    )
    values: Policy = Field(default="small", description="How much of each tensor to keep")


class Records(Protocol):
    """Turns a program into its trace; `chainrule.sandbox.Runner` does."""

    @property
    def isolation(self) -> Isolation: ...

    async def start(self) -> None: ...

    async def run(
        self, job: Job, *, client: str = "", listener: Listener | None = None
    ) -> Trace | Written: ...


class Programs:
    """Runs programs, and finds those that ran before.

    `trusted` lets them run where nothing can lock them in.
    """

    def __init__(self, store: Store, runner: Records, *, trusted: bool) -> None:
        self._store = store
        self._runner = runner
        self._trusted = trusted
        self._companies = Companies()

    @property
    def isolation(self) -> Isolation:
        """How well programs are locked in."""
        return self._runner.isolation

    async def known(self, order: NewProgram) -> str | None:
        """The id of the trace that an equal order made before."""
        if order.seed is None:
            return None
        return await asyncio.to_thread(self._store.made_by, _recipe(order))

    async def record(self, order: NewProgram, *, client: str, listener: Listener) -> str:
        """The id of the order's trace, which is in the store then. Raises `SandboxError`.

        Equal orders at once, to this server or to others that share the store, are run once: each
        who waits is told how far it is, and it goes on as long as one of them waits.
        """
        job = Job(
            source=order.program,
            title=order.title,
            seed=order.seed,
            options=Options(values=order.values),
            trusted=self._trusted,
        )

        async def run(told: Listener) -> Trace | Written:
            return await self._runner.run(job, client=client, listener=told)

        async def made(told: Listener) -> str:
            lasting = _ended_by_itself
            return (await made_once(self._store, recipe, lambda: run(told), lasting=lasting))[0]

        if order.seed is None:
            return await asyncio.to_thread(self._store.put, await run(listener))
        recipe = _recipe(order)
        return await self._companies.join(recipe, listener, made)


def _ended_by_itself(trace: Trace | Written) -> bool:
    """What was stopped at a limit may get farther when the machine is less busy."""
    return trace.error is None or trace.error.type not in ("Stopped", "MemoryError")


@cache
def versions() -> tuple[str, str]:
    """Of what runs a program and what records it; read once, for finding them out takes longer than
    all else that a run asks of the server.
    """
    return version("torch"), version("chainrule")


def _recipe(order: NewProgram) -> str:
    """What decides the trace, as a hash."""
    parts = ("program", order.model_dump(), *versions())
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


class Row(NamedTuple):
    """How a failure is told: the answer's status, the reason in a word, what to try."""

    status: int
    reason: str
    hint: str


FEWER = "Try it with fewer iterations or smaller tensors."
AGAIN = "Run it again in a moment."
OPERATOR = "Whoever runs this server finds the cause in its log."
ROWS: dict[type[SandboxError], Row] = {
    ProgramTooLong: Row(413, "program-too-long", "Leave out what the picture does not need."),
    TookTooLong: Row(422, "took-too-long", FEWER),
    TooMuchOutput: Row(422, "too-much-output", "Print less, for instance every hundredth step."),
    TraceTooLarge: Row(422, "trace-too-large", FEWER),
    Crashed: Row(422, "crashed", "Make the program smaller until it does not, to find the line."),
    BrokenResult: Row(422, "broken-result", "Do not touch the recorder from the program."),
    Lost: Row(503, "lost", AGAIN),
    Unavailable: Row(503, "unavailable", OPERATOR),
    NotIsolated: Row(503, "not-isolated", OPERATOR),
}


def refusal(error: SandboxError) -> Problem:
    """Why there is no trace, as an answer."""
    row = ROWS[type(error)]
    more = {"reason": row.reason, "hint": row.hint, "output": error.output}
    return Problem(row.status, str(error), more={name: text for name, text in more.items() if text})
