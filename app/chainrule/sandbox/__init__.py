"""Runs programs in processes of their own. Needs PyTorch only in those processes."""

from chainrule.sandbox.errors import (
    BrokenResult,
    Crashed,
    Lost,
    NotIsolated,
    ProgramTooLong,
    SandboxError,
    TookTooLong,
    TooMuchOutput,
    TraceTooLarge,
    Unavailable,
)
from chainrule.sandbox.isolation import Isolation
from chainrule.sandbox.job import Job, Limits
from chainrule.sandbox.launched import launch_ahead
from chainrule.sandbox.listener import Listener
from chainrule.sandbox.once import run_once
from chainrule.sandbox.runner import Runner
from chainrule.sandbox.warm import isolation_here

__all__ = [
    "BrokenResult",
    "Crashed",
    "Isolation",
    "Job",
    "Limits",
    "Listener",
    "Lost",
    "NotIsolated",
    "ProgramTooLong",
    "Runner",
    "SandboxError",
    "TooMuchOutput",
    "TookTooLong",
    "TraceTooLarge",
    "Unavailable",
    "isolation_here",
    "launch_ahead",
    "run_once",
]
