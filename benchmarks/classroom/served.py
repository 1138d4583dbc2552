"""A server as a process, seen from outside."""

import asyncio
import contextlib
import os
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

__all__ = [
    "TOKEN",
    "Family",
    "Served",
    "children",
    "descendants",
    "late",
    "own_memory",
    "ready",
    "served",
]

SERVE = "from chainrule.cli import main; main()"
TOKEN = "the-token-of-this-class"
BUCKET = re.compile(r'^chainrule_event_loop_lag_seconds_bucket\{le="([^"]+)"\} (\S+)$', re.M)


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A process and its descendants: how many, their descriptors, their own memory in bytes."""

    processes: int
    descriptors: int
    memory: int


class Served:
    """A server that can be killed and started again at the same address."""

    def __init__(self, store: str, port: int = 0) -> None:
        self._store = store
        self._port = port
        self._sessions: set[int] = set()
        self.start()

    def start(self) -> None:
        """Start it, and wait until it listens."""
        environment = {
            **os.environ,
            "CHAINRULE_STORE": self._store,
            "CHAINRULE_TOKEN": TOKEN,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE, "serve", "--port", str(self._port)],
            stdout=subprocess.PIPE,
            env=environment,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline().decode()
        self.url = line.partition(" at ")[2].split()[0].partition("#")[0].rstrip("/")
        self._port = int(self.url.rpartition(":")[2])

    def stop(self) -> None:
        """Ask it to end, and wait."""
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def student(self) -> httpx.AsyncClient:
        """A browser that has no cookie yet."""
        return httpx.AsyncClient(base_url=self.url, timeout=120)

    async def joined(self) -> httpx.AsyncClient:
        """A browser that may run programs."""
        student = self.student()
        (await student.post("/api/session", json={"token": TOKEN})).raise_for_status()
        return student

    async def lag(self) -> list[tuple[float, float]]:
        """How often the event loop was late by at most so many seconds."""
        async with self.student() as asking:
            text = (await asking.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})).text
        return [(float(bound), float(count)) for bound, count in BUCKET.findall(text)]

    def family(self) -> Family:
        """What it and its processes hold now."""
        there = [self.process.pid, *descendants(self.process.pid)]
        there += [each for each in self._zygotes() if each not in there]
        return Family(
            processes=len(there),
            descriptors=sum(len(os.listdir(f"/proc/{each}/fd")) for each in there),
            memory=sum(map(own_memory, there)),
        )

    def zygote(self) -> int | None:
        """The process from which programs are forked."""
        return next(iter(self._zygotes()), None)

    def _zygotes(self) -> list[int]:
        """The eldest first; a copy is nobody's child, and stays in the first one's session."""
        for each in filter(_is_zygote, descendants(self.process.pid)):
            self._sessions.add(os.getsid(each))
        processes = [int(each) for each in os.listdir("/proc") if each.isdecimal()]
        there = [each for each in processes if _session(each) in self._sessions]
        return sorted(filter(_is_zygote, there), key=_beginning)


def late(before: list[tuple[float, float]], after: list[tuple[float, float]]) -> float:
    """The bound under which nineteen of twenty delays of the event loop stayed meanwhile."""
    earlier = dict(before)
    counts = [(bound, count - earlier.get(bound, 0.0)) for bound, count in after]
    return next(bound for bound, count in counts if count >= 0.95 * counts[-1][1])


@contextlib.asynccontextmanager
async def served() -> AsyncIterator[Served]:
    """A server with a store in a folder that is removed, warm."""
    with TemporaryDirectory(prefix="class-") as folder:
        server = Served(str(Path(folder, "traces.sqlite")))
        try:
            await ready(server)
            yield server
        finally:
            server.stop()


async def ready(server: Served, seconds: float = 120.0) -> float:
    """Wait until it runs programs; for how long."""
    began = time.perf_counter()
    async with server.student() as asking:
        while time.perf_counter() - began < seconds:
            with contextlib.suppress(httpx.HTTPError):
                if (await asking.get("/readyz")).status_code == 200:
                    return time.perf_counter() - began
            await asyncio.sleep(0.05)
    raise TimeoutError("the server did not get ready")


def children(process: int) -> list[int]:
    try:
        there = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return []
    return list(map(int, there))


def descendants(process: int) -> Iterator[int]:
    for child in children(process):
        yield child
        yield from descendants(child)


def _is_zygote(process: int) -> bool:
    try:
        return b"chainrule.sandbox.zygote" in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False


def _session(process: int) -> int | None:
    try:
        return os.getsid(process)
    except OSError:
        return None


def _beginning(process: int) -> int:
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[19])


def own_memory(process: int) -> int:
    """Bytes that are this process's alone; 0 where it has ended."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return sum(int(kib) * 1024 for kib in re.findall(r"^Private_\w+:\s+(\d+) kB$", text, re.M))
