"""What a child is told once it is locked, and how its answer is written."""

import json
import os
from dataclasses import asdict, dataclass, field
from typing import Literal

from chainrule.sandbox.job import Job, Limits
from chainrule.trace import Options

__all__ = ["BROKEN", "NOT_LOCKED", "Order", "read_all", "write_all"]

# Exit statuses of a child: the recorder failed; it could not lock itself and so never read the
# program.
BROKEN = 70
NOT_LOCKED = 71

CHUNK = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Run a job's program, read what another child answered (`payload`), or probe the locks."""

    do: Literal["run", "read", "probe"]
    limits: Limits
    job: Job = field(default_factory=lambda: Job(source=""))
    payload: bytes = b""

    def to_bytes(self) -> bytes:
        """A line of JSON, and the payload."""
        head = {"do": self.do, "limits": asdict(self.limits), "job": asdict(self.job)}
        return json.dumps(head).encode() + b"\n" + self.payload

    @classmethod
    def from_bytes(cls, data: bytes) -> "Order":
        head, _, payload = data.partition(b"\n")
        order = json.loads(head)
        job = order["job"]
        return cls(
            do=order["do"],
            limits=Limits(**order["limits"]),
            job=Job(**{**job, "options": Options(**job["options"])}),
            payload=payload,
        )


def read_all(descriptor: int) -> bytes:
    """Everything there is to read."""
    chunks = iter(lambda: os.read(descriptor, CHUNK), b"")
    return b"".join(chunks)


def write_all(descriptor: int, data: bytes) -> None:
    """All of `data`, however little is taken at a time."""
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]
