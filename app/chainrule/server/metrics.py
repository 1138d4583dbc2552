"""What Prometheus is told: counts and times, and nothing of anybody's program."""

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

__all__ = ["MANY", "Metrics", "watch_the_loop"]

# Names the folder in which server processes side by side put their counts together. It has to be
# set before this module is imported, for the library looks then.
MANY = "PROMETHEUS_MULTIPROC_DIR"

LAG_EVERY = 0.1
FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)
SLOW = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0, 30.0)


class Metrics:
    """One server process's, added up with those of its siblings where there are some."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        about: Any = {"namespace": "chainrule", "registry": self._registry}
        self.requests = Counter(
            "requests", "Requests answered", ("method", "route", "status"), **about
        )
        self.request_seconds = Histogram(
            "request_seconds", "From a request to its answer", ("route",), buckets=SLOW, **about
        )
        self.runs = Counter("runs", "Programs that ended, and how", ("outcome",), **about)
        self.run_seconds = Histogram("run_seconds", "A program's run", buckets=SLOW, **about)
        self.running = Gauge("running", "Programs that run", multiprocess_mode="livesum", **about)
        self.waiting = Gauge("waiting", "Programs that wait", multiprocess_mode="livesum", **about)
        self.isolated = Gauge(
            "isolated", "1 where programs are locked in", multiprocess_mode="livemin", **about
        )
        self.lag = Histogram(
            "event_loop_lag_seconds", "How late the event loop is", buckets=FAST, **about
        )

    def text(self) -> bytes:
        """Everything in Prometheus's text format."""
        registry = self._registry
        if MANY in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)


@contextmanager
def watch_the_loop(metrics: Metrics) -> Iterator[None]:
    """Measure meanwhile how late the running event loop is."""
    watching = asyncio.create_task(_watch(metrics))
    try:
        yield
    finally:
        watching.cancel()


async def _watch(metrics: Metrics) -> None:
    while True:
        due = time.perf_counter() + LAG_EVERY
        await asyncio.sleep(LAG_EVERY)
        metrics.lag.observe(max(0.0, time.perf_counter() - due))
