"""Runs over REST: start one, follow it, cancel it."""

import asyncio
import contextlib
import math
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from chainrule.server.clients import JoinedOf
from chainrule.server.described import RunDocument, described
from chainrule.server.problems import PROBLEM, Problem
from chainrule.server.programs import NewProgram
from chainrule.server.runs import AFTER, ONE_AT_A_TIME, Client, Run
from chainrule.server.services import Services, ServicesOf

__all__ = ["begun", "hung_up", "router", "run_to_its_end"]

LONGEST_WAIT = 60.0
REFUSED: dict[int | str, dict[str, Any]] = {401: PROBLEM, 413: PROBLEM, 429: PROBLEM, 503: PROBLEM}

router = APIRouter(prefix="/api/runs")

RunId = Annotated[str, Path(max_length=80, description="The run's id")]


@router.post("", status_code=202, responses=REFUSED)
async def begin(
    response: Response, order: NewProgram, client: JoinedOf, services: ServicesOf
) -> RunDocument:
    """Run a program; the answer comes at once, and `Location` says where to follow the run.

    A run that nobody follows for two minutes is cancelled: its place is for those who wait.
    """
    run = await begun(services, order, client)
    if services.noticeboard is not None:
        await services.noticeboard.post(run)
    response.headers["Location"] = f"/api/runs/{run.id}"
    response.headers["Cache-Control"] = "no-store"
    return described(run)


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
    """How far a run has come; with `wait`, the answer waits for a change.

    Ask at least every two minutes: a run that nobody asks for is cancelled.
    """
    response.headers["Cache-Control"] = "no-store"
    run, others = services.runs.find(run_id), services.noticeboard
    if run is not None:
        run.ask()
        if wait:
            await run.change(wait, seen)
            run.ask()
        return described(run)
    return _known(run_id, await others.follow(run_id, wait, seen) if others else None)


@router.delete("/{run_id}", responses={401: PROBLEM, 404: PROBLEM})
async def cancel(
    response: Response, run_id: RunId, client: JoinedOf, services: ServicesOf
) -> RunDocument:
    """Cancel a run: out of the queue, or killed. One that is over stays as it is."""
    response.headers["Cache-Control"] = "no-store"
    run, others = services.runs.find(run_id), services.noticeboard
    if run is not None:
        await services.runs.cancel(run)
        return described(run)
    return _known(run_id, await others.cancel(run_id) if others else None)


def _known(run_id: str, found: RunDocument | None) -> RunDocument:
    if found is None:
        raise Problem(404, f"There is no run {run_id[:40]!r}; its trace, if it made one, is kept.")
    return found


async def begun(services: Services, order: NewProgram, client: Client) -> Run:
    """A run of the order. Raises a `Problem` where the client has one in progress anywhere."""
    others = services.noticeboard
    if client.alone and others is not None and await others.busy(client):
        raise Problem(429, ONE_AT_A_TIME, headers=AFTER)
    return await services.runs.begin(order, client)


async def run_to_its_end(request: Request, services: Services, run: Run) -> str:
    """The id of the run's trace. Who hangs up has it cancelled. Raises the run's `Problem`."""
    run.asked = math.inf  # until it hangs up
    gone = asyncio.create_task(hung_up(request))
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


async def hung_up(request: Request) -> None:
    """Returns when the client has gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
