"""Runs in progress: who waits where, what was printed so far, and what came of it."""

import asyncio
import contextlib
import math
import secrets
import time
from collections import Counter, OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from chainrule.sandbox import Listener, SandboxError
from chainrule.server.logs import event, log
from chainrule.server.metrics import Metrics
from chainrule.server.problems import CRASHED, Problem, store_problem
from chainrule.server.programs import NewProgram, Programs, refusal
from chainrule.store import StoreError

__all__ = ["AFTER", "ONE_AT_A_TIME", "Client", "Run", "Runs", "State"]

State = Literal["queued", "running", "done", "failed", "cancelled"]

# Finished runs that can still be asked for; each holds at most this much of its output.
KEPT = 1000
OUTPUT = 65_536
# A run that nobody has asked for in so many seconds gives up its place. A question may itself wait
# for half of them.
ABANDONED = 120.0
# So long changes gather before who waits for one is told.
GATHER = 0.05

ONE_AT_A_TIME = "Your last program still runs or waits; wait for it, or cancel it first."
FULL = "{waiting} programs wait already, as many as this server takes; try again in a minute."
ADDRESS = (
    "{waiting} programs from your address wait already (CHAINRULE_RUNS_PER_ADDRESS); try again in"
    " a minute."
)
STOPPING = "This server is about to stop and takes no more programs; try again in a moment."
NOT_ASKED_FOR = (
    "Nobody asked how this run is for {seconds:g} s, so it was ended and its place given to others;"
    " run it again."
)
AFTER = {"Retry-After": "10"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Someone who may run programs; one who is `alone` is known by a cookie of its own."""

    name: str
    address: str
    alone: bool


@dataclass(kw_only=True, eq=False)
class Run:
    """One run of a program. `version` counts its changes; `trace` is an id, `known` if it was made
    before; `asked` is when, by the monotonic clock, somebody last wanted to know how it is.
    """

    client: Client
    id: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    state: State = "queued"
    position: int | None = None
    started: datetime | None = None
    output: str = ""
    steps: int = 0
    trace: str | None = None
    known: bool = False
    problem: Problem | None = None
    version: int = 0
    asked: float = field(default_factory=time.monotonic)
    task: "asyncio.Task[None] | None" = None
    _began: float = 0.0
    _elapsed: float | None = None
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def over(self) -> bool:
        return self.state in ("done", "failed", "cancelled")

    @property
    def elapsed(self) -> float:
        """Seconds since it began, or from its beginning to its end."""
        if self.started is None:
            return 0.0
        return self._elapsed if self._elapsed is not None else time.monotonic() - self._began

    async def change(self, seconds: float, seen: int | None = None) -> None:
        """Return when something has changed since the version `seen`, or after `seconds`."""
        if self.over or (seen is not None and seen != self.version):
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), seconds)
            if not self.over:
                await asyncio.sleep(GATHER)

    def wait_at(self, before: int) -> None:
        self.position = before + 1
        self._tell()

    def begin(self) -> None:
        self.state, self.position = "running", None
        self.started, self._began = datetime.now(UTC), time.monotonic()
        self._tell()

    def print(self, text: str) -> None:
        self.output = (self.output + text)[-OUTPUT:]
        self._tell()

    def record(self, steps: int) -> None:
        self.steps = steps
        self._tell()

    def end(
        self, state: State, *, trace: str | None = None, problem: Problem | None = None
    ) -> None:
        self._elapsed = self.elapsed
        self.state, self.position = state, None
        self.trace, self.problem = trace, problem
        self._tell()

    def ask(self) -> None:
        """Somebody wants to know how it is."""
        self.asked = max(self.asked, time.monotonic())

    def hurry(self) -> None:
        """Answer who waits for a change, though there is none."""
        self._changed.set()

    def _tell(self) -> None:
        self.version += 1
        self._changed.set()
        self._changed = asyncio.Event()


class Runs:
    """All runs of this server: one at a time of each client, and a bounded number together."""

    def __init__(
        self, programs: Programs, metrics: Metrics, *, queue: int, per_address: int
    ) -> None:
        self.accepting = True
        self._programs = programs
        self._metrics = metrics
        self._queue = queue
        self._per_address = per_address
        self._live: dict[str, Run] = {}
        self._over: OrderedDict[str, Run] = OrderedDict()
        self._addresses: Counter[str] = Counter()

    @property
    def live(self) -> bool:
        """Whether any waits or runs."""
        return bool(self._live)

    @property
    def all(self) -> list[Run]:
        """Those in progress, and those last ended."""
        return [*self._live.values(), *self._over.values()]

    def find(self, run_id: str) -> Run | None:
        return self._live.get(run_id) or self._over.get(run_id)

    async def begin(self, order: NewProgram, client: Client) -> Run:
        """A run of the order: over at once where it is known, else in the queue.

        Raises a `Problem` where the client has one in progress, or too many wait.
        """
        known = await self._programs.known(order)
        if known is None:
            self._check(client)
        run = Run(client=client, known=known is not None)
        if known is not None:
            run.end("done", trace=known)
            self._keep(run)
            return run
        self._live[run.id] = run
        self._addresses[client.address] += 1
        self._gauge()
        run.task = asyncio.create_task(self._carry(run, order))
        run.task.add_done_callback(lambda _: self._retire(run))
        self._end_if_abandoned(run)
        return run

    async def cancel(self, run: Run) -> None:
        """Take it out of the queue, or kill its process."""
        if run.task is not None and not run.task.done():
            run.task.cancel()
            await asyncio.wait([run.task])

    def stop_accepting(self) -> None:
        """Take no more runs, and let nobody wait for news of those that there are."""
        self.accepting = False
        for run in self._live.values():
            run.hurry()

    async def close(self, seconds: float) -> None:
        """Let the runs end for so long, then cancel those that are left."""
        self.stop_accepting()
        tasks = [run.task for run in self._live.values() if run.task is not None]
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)
        await asyncio.gather(*(self.cancel(run) for run in list(self._live.values())))

    def _check(self, client: Client) -> None:
        if not self.accepting:
            raise Problem(503, STOPPING, headers=AFTER)
        if client.alone and any(run.client == client for run in self._live.values()):
            raise Problem(429, ONE_AT_A_TIME, headers=AFTER)
        if self._addresses[client.address] >= self._per_address:
            raise Problem(429, ADDRESS.format(waiting=self._per_address), headers=AFTER)
        if len(self._live) >= self._queue:
            raise Problem(503, FULL.format(waiting=self._queue), headers=AFTER)

    async def _carry(self, run: Run, order: NewProgram) -> None:
        def begun() -> None:
            run.begin()
            self._gauge()

        listener = Listener(
            position=run.wait_at, begun=begun, printed=run.print, recorded=run.record
        )
        try:
            trace = await self._programs.record(order, client=run.client.name, listener=listener)
        except asyncio.CancelledError:
            if not run.over:  # it is told already why
                run.end("cancelled")
        except SandboxError as error:
            run.end("failed", problem=refusal(error))
        except StoreError as error:
            run.end("failed", problem=store_problem(error))
        except Exception:
            log.exception("a run failed")
            run.end("failed", problem=Problem(500, CRASHED))
        else:
            run.end("done", trace=trace)

    def _end_if_abandoned(self, run: Run) -> None:
        """Look now, and again when its time would be over."""
        left = run.asked + ABANDONED - time.monotonic()
        if run.over or run.task is None or left == math.inf:
            return
        if left > 0:
            asyncio.get_running_loop().call_later(left, self._end_if_abandoned, run)
            return
        sentence = NOT_ASKED_FOR.format(seconds=ABANDONED)
        run.end("cancelled", problem=Problem(408, sentence, more={"reason": "abandoned"}))
        run.task.cancel()

    def _retire(self, run: Run) -> None:
        if not run.over:  # cancelled before it could begin
            run.end("cancelled")
        del self._live[run.id]
        self._addresses -= Counter([run.client.address])
        self._keep(run)
        self._gauge()
        self._note(run)

    def _gauge(self) -> None:
        running = sum(run.state == "running" for run in self._live.values())
        self._metrics.running.set(running)
        self._metrics.waiting.set(len(self._live) - running)

    def _note(self, run: Run) -> None:
        outcome = run.problem.more.get("reason", "crashed") if run.problem else run.state
        self._metrics.runs.labels(outcome).inc()
        self._metrics.run_seconds.observe(run.elapsed)
        event("run", outcome=outcome, seconds=round(run.elapsed, 3), printed=len(run.output))

    def _keep(self, run: Run) -> None:
        self._over[run.id] = run
        while len(self._over) > KEPT:
            self._over.popitem(last=False)
