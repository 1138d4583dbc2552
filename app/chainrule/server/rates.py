"""How often somebody may do something."""

import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from chainrule.server.guards import SAFE_METHODS
from chainrule.server.problems import problem_response

__all__ = ["ChangeRate", "Rate"]

REMEMBERED = 10_000
TOO_OFTEN = "Too many requests come from your address at once; try again in a few seconds."


class Rate:
    """`burst` at once, then `per_second`; of each of the last ten thousand who asked."""

    def __init__(
        self, per_second: float, burst: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_second = per_second
        self._burst = burst
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, who: str) -> bool:
        """Whether `who` may do it once more now."""
        now = self._clock()
        left, since = self._left.pop(who, (self._burst, now))
        left = min(self._burst, left + (now - since) * self._per_second)
        self._left[who] = (left - 1 if left >= 1 else left, now)
        if len(self._left) > REMEMBERED:
            self._left.popitem(last=False)
        return left >= 1


class ChangeRate:
    """Refuses an address that asks for changes far more often than a class behind it would."""

    def __init__(self, app: ASGIApp, rate: Rate) -> None:
        self.app = app
        self.rate = rate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS:
            return await self.app(scope, receive, send)
        client = scope.get("client")
        if self.rate.take(client[0] if client else ""):
            return await self.app(scope, receive, send)
        wait = {"Retry-After": "5", "Connection": "close"}
        await problem_response(429, TOO_OFTEN, wait)(scope, receive, send)
