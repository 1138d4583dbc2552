"""Runs over REST: start one, follow it, cancel it."""

import asyncio
import contextlib
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from chainrule.server.clients import JoinedOf
from chainrule.server.problems import PROBLEM, Problem, ProblemDocument
from chainrule.server.programs import NewProgram
from chainrule.server.runs import Run, State
from chainrule.server.services import Services, ServicesOf

__all__ = ["router", "run_to_its_end"]

LONGEST_WAIT = 60.0
REFUSED: dict[int | str, dict[str, Any]] = {401: PROBLEM, 413: PROBLEM, 429: PROBLEM, 503: PROBLEM}

router = APIRouter(prefix="/api/runs")

RunId = Annotated[str, Path(max_length=80, description="The run's id")]


class RunDocument(BaseModel):
    """A run of a program, as it stands. It can be asked for until a thousand others have ended."""

    id: str
    state: State
    version: int = Field(description="Counts the changes of this document")
    position: int | None = Field(description="The place in the queue, from 1, while it waits")
    started: datetime | None = Field(description="When the program began")
    elapsed: float = Field(description="For how many seconds it ran, or has been running")
    output: str = Field(description="What it has printed: the last 65,536 characters")
    trace: str | None = Field(description="The trace's id, once the run is done")
    problem: ProblemDocument | None = Field(description="Why it failed")


def _document(run: Run) -> RunDocument:
    return RunDocument(
        id=run.id,
        state=run.state,
        version=run.version,
        position=run.position,
        started=run.started,
        elapsed=run.elapsed,
        output=run.output,
        trace=run.trace,
        problem=run.problem.document if run.problem else None,
    )


@router.post("", status_code=202, responses=REFUSED)
async def begin(
    response: Response, order: NewProgram, client: JoinedOf, services: ServicesOf
) -> RunDocument:
    """Run a program; the answer comes at once, and `Location` says where to follow the run."""
    run = await services.runs.begin(order, client)
    response.headers["Location"] = f"/api/runs/{run.id}"
    response.headers["Cache-Control"] = "no-store"
    return _document(run)


@router.get("/{run_id}", responses={401: PROBLEM, 404: PROBLEM})
async def follow(
    response: Response,
    run_id: RunId,
    client: JoinedOf,
    services: ServicesOf,
    wait: Annotated[
        float, Query(ge=0, le=LONGEST_WAIT, description="For how many seconds to wait for a change")
    ] = 0.0,
    seen: Annotated[
        int | None, Query(ge=0, description="The version that the asker has; the present one")
    ] = None,
) -> RunDocument:
    """How far a run has come; with `wait`, the answer waits for a change."""
    run = _found(services, run_id)
    if wait:
        await run.change(wait, seen)
    response.headers["Cache-Control"] = "no-store"
    return _document(run)


@router.delete("/{run_id}", responses={401: PROBLEM, 404: PROBLEM})
async def cancel(
    response: Response, run_id: RunId, client: JoinedOf, services: ServicesOf
) -> RunDocument:
    """Cancel a run: out of the queue, or killed. One that is over stays as it is."""
    run = _found(services, run_id)
    await services.runs.cancel(run)
    response.headers["Cache-Control"] = "no-store"
    return _document(run)


def _found(services: Services, run_id: str) -> Run:
    run = services.runs.find(run_id)
    if run is None:
        raise Problem(404, f"There is no run {run_id[:40]!r}; its trace, if it made one, is kept.")
    return run


async def run_to_its_end(request: Request, services: Services, run: Run) -> str:
    """The id of the run's trace. Who hangs up has it cancelled. Raises the run's `Problem`."""
    gone = asyncio.create_task(_hung_up(request))
    try:
        while run.task is not None and not run.task.done():
            await asyncio.wait([run.task, gone], return_when=asyncio.FIRST_COMPLETED)
            if gone.done():
                await services.runs.cancel(run)
    except asyncio.CancelledError:
        await services.runs.cancel(run)
        raise
    finally:
        gone.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await gone
    if run.problem is not None:
        raise run.problem
    if run.trace is None:
        raise Problem(503, "The run was cancelled.", more={"reason": "cancelled"})
    return run.trace


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
