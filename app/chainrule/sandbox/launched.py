"""The zygote's process: started when it is needed, or before what will need it is even imported."""

import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from chainrule.sandbox.channel import Channel, pair
from chainrule.sandbox.launch import command, search_path
from chainrule.sandbox.layers import LAYERS

__all__ = ["Launched", "launch_ahead", "launched"]

ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "PATH": os.defpath,
    "PYTHONDONTWRITEBYTECODE": "1",
    # Sets iterate in the same order in every zygote, so equal runs give equal traces.
    "PYTHONHASHSEED": "0",
    # A pool of threads does not survive a fork, and without the last of these a program's
    # `torch.set_num_threads` makes the OpenMP library exit.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OMP_THREAD_LIMIT": "1",
}
INHERITED = ("LD_LIBRARY_PATH",)


@dataclass(frozen=True, slots=True)
class Launched:
    """A process on its way to be a zygote, and this end of its channel."""

    channel: Channel
    process: "subprocess.Popen[bytes]"


_ahead: list[Launched] = []


def launch_ahead() -> None:
    """Start a zygote now; the first one that is asked for in this process is that one.

    To be called by the thread that serves: the zygote ends when it does.
    """
    if sys.platform == "linux":
        _ahead.append(_launch(LAYERS))


def launched(layers: Iterable[str]) -> Launched:
    """A process that becomes a zygote with these layers; the one ahead, if there is one."""
    wanted = tuple(layers)
    if wanted == LAYERS and _ahead:
        return _ahead.pop()
    return _launch(wanted)


def _launch(layers: Iterable[str]) -> Launched:
    ours, theirs = pair()
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
    arguments = (str(os.getpid()), str(theirs.fileno()), *layers)
    process = subprocess.Popen(
        command("chainrule.sandbox.zygote", *arguments, path=search_path()),
        env={**ENVIRONMENT, **inherited},
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=(theirs.fileno(),),
        # Ctrl-C in the server's terminal is the server's business.
        start_new_session=True,
    )
    theirs.close()
    return Launched(ours, process)
