"""A run as REST describes it."""

from datetime import datetime

from pydantic import BaseModel, Field

from chainrule.server.problems import Problem, ProblemDocument
from chainrule.server.runs import Run, State

__all__ = ["RunDocument", "described", "lost"]

GONE = "The server that ran this program is gone, and the run with it; run it again."


class RunDocument(BaseModel):
    """A run of a program, as it stands. It can be asked for until a thousand others have ended."""

    id: str
    state: State
    version: int = Field(description="Counts the changes of this document")
    position: int | None = Field(description="The place in the queue, from 1, while it waits")
    started: datetime | None = Field(description="When the program began")
    elapsed: float = Field(description="For how many seconds it ran, or has been running")
    steps: int = Field(description="How many steps are recorded, about")
    output: str = Field(description="What it has printed: the last 65,536 characters")
    trace: str | None = Field(description="The trace's id, once the run is done")
    problem: ProblemDocument | None = Field(
        description="Why it failed, or was cancelled though nobody asked for that"
    )


def described(run: Run) -> RunDocument:
    """The run's document."""
    return RunDocument(
        id=run.id,
        state=run.state,
        version=run.version,
        position=run.position,
        started=run.started,
        elapsed=run.elapsed,
        steps=run.steps,
        output=run.output,
        trace=run.trace,
        problem=run.problem.document if run.problem else None,
    )


def lost(document: RunDocument) -> RunDocument:
    """The document of a run whose server is gone."""
    problem = Problem(503, GONE, more={"reason": "lost"}).document
    return document.model_copy(update={"state": "failed", "position": None, "problem": problem})
