"""The zygote: a warm process with PyTorch and the recorder imported, which forks per run.

It is started with a clean environment, holds no user's data and stays single-threaded; the
program and its trace pass it by through the descriptors that it hands to its children. So it can
also be copied at any time: the copy shares its memory, and takes over when it dies.
"""

import gc
import os
import select
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

from chainrule.sandbox.channel import Channel, Message, inherited
from chainrule.sandbox.child import Descriptors, live
from chainrule.sandbox.job import Limits
from chainrule.sandbox.layers import Layer
from chainrule.sandbox.lock import available
from chainrule.sandbox.policy import readable
from chainrule.sandbox.stack import restart_with_a_deep_stack

__all__ = ["main"]

# The forward passes only: a backward pass could start threads, which a fork does not survive.
WARM_UP = """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

model = nn.Sequential(nn.Linear(3, 2), nn.ReLU(), nn.Linear(2, 1))
optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
loss = nn.functional.mse_loss(model(torch.ones(4, 3)), torch.zeros(4, 1))
"""


def main(arguments: Sequence[str]) -> None:
    """Serve the channel whose descriptor, and the layers to lock, are the arguments."""
    restart_with_a_deep_stack()
    channel = inherited(int(arguments[0]))
    layers = tuple(layer for layer in available() if layer in arguments[1:])
    _warm_up()
    with suppress(BrokenPipeError):  # the server has gone meanwhile
        channel.send({"ready": os.getpid(), "layers": layers})
        Zygote(channel, layers).serve()


def _warm_up() -> None:
    import torch

    from chainrule.capture import run

    torch.set_num_threads(1)
    run(WARM_UP)
    readable()
    gc.collect()
    gc.freeze()


class Zygote:
    """Forks children, and tells when they end; forks copies of itself."""

    def __init__(self, channel: Channel, layers: tuple[Layer, ...]) -> None:
        self._channel = channel
        self._layers = layers
        self._children: dict[int, tuple[int, int]] = {}  # by their pidfd: run and process
        self._poll = select.poll()

    def serve(self) -> None:
        """Work until the server is gone."""
        self._poll.register(self._channel.fileno(), select.POLLIN)
        while True:
            for descriptor, _ in self._poll.poll():
                if descriptor != self._channel.fileno():
                    self._bury(descriptor)
                elif not (message := self._channel.receive()):
                    return
                elif "copy" in message.body:
                    self._copy(*message.descriptors)
                else:
                    self._bear(message)

    def _bear(self, message: Message) -> None:
        limits = Limits(**message.body["limits"])
        _check_alone()
        parent = os.getpid()
        process = os.fork()
        if process == 0:
            live(Descriptors(*message.descriptors), limits, self._layers, parent)
        for descriptor in message.descriptors:
            os.close(descriptor)
        handle = os.pidfd_open(process)
        self._children[handle] = message.body["run"], process
        self._poll.register(handle, select.POLLIN)
        self._channel.send({"run": message.body["run"], "started": process}, [handle])

    def _copy(self, descriptor: int) -> None:
        """Fork another zygote, which serves the channel `descriptor`.

        It is nobody's child (the process between the two ends at once), so it is not reaped here.
        """
        _check_alone()
        between = os.fork()
        if between == 0:
            if os.fork() == 0:
                self._live_on(descriptor)
            os._exit(0)
        os.close(descriptor)
        os.waitpid(between, 0)

    def _live_on(self, descriptor: int) -> NoReturn:
        """A copy's life. It leaves the other's channel, whose closing tells of a death."""
        try:
            for handle in self._children:
                os.close(handle)
            self._channel.close()
            channel, myself = inherited(descriptor), os.pidfd_open(os.getpid())
            channel.send({"ready": os.getpid(), "layers": self._layers}, [myself])
            os.close(myself)
            Zygote(channel, self._layers).serve()
        except BrokenPipeError:
            pass  # the server has gone meanwhile
        finally:
            os._exit(0)

    def _bury(self, handle: int) -> None:
        run, process = self._children.pop(handle)
        _, status = os.waitpid(process, 0)
        self._poll.unregister(handle)
        os.close(handle)
        self._channel.send({"run": run, "ended": os.waitstatus_to_exitcode(status)})


def _check_alone() -> None:
    threads = len(os.listdir("/proc/self/task"))
    if threads != 1:
        sys.exit(f"The zygote has {threads} threads, and a fork carries over only one.")
