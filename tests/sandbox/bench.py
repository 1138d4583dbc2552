"""A runner and the event loop that it lives on, for tests that are not asynchronous."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from chainrule.sandbox import Job, Limits, Runner, SandboxError
from chainrule.trace import Trace

__all__ = ["LIMITS", "Bench"]

# Time enough on a busy machine, for programs that end by themselves.
LIMITS = Limits(seconds=60, grace=30, output=65_536, result=4 * 1024**2)


class Bench:
    """A runner, and the loop that it lives on."""

    def __init__(self, **settings: Any) -> None:
        self.loop = asyncio.new_event_loop()
        self.runner = Runner(**{"limits": LIMITS, **settings})

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    def run(self, source: str, **more: Any) -> Trace:
        trace: Trace = self.do(self.record(Job(source=source, **more)))
        return trace

    async def record(self, job: Job, **more: Any) -> Trace:
        return (await self.runner.run(job, **more)).read()

    def outcome(self, source: str, **more: Any) -> Trace | SandboxError:
        try:
            return self.run(source, **more)
        except SandboxError as error:
            return error

    def close(self) -> None:
        self.do(self.runner.close())
        self.do(self.loop.shutdown_default_executor())
        self.loop.close()
