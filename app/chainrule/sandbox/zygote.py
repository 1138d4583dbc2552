"""The zygote: a warm process with PyTorch and the recorder imported, which forks per run.

It is started with a clean environment, holds no user's data and stays single-threaded; the
program and its trace pass it by through the descriptors that it hands to its children. So it can
also be copied at any time: the copy shares its memory, and takes over when it dies.
"""

import gc
import os
import select
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import NoReturn

from chainrule.sandbox.channel import Channel, Message, inherited
from chainrule.sandbox.child import Descriptors, live
from chainrule.sandbox.family import end_with
from chainrule.sandbox.job import Limits
from chainrule.sandbox.layers import COLD, Layer
from chainrule.sandbox.lock import available
from chainrule.sandbox.policy import readable
from chainrule.sandbox.stack import restart_with_a_deep_stack

__all__ = ["SOON", "main", "warm_up"]

# No backward pass: it could start threads, which a fork does not survive.
WARM_UP = """
import torch
from torch import nn

model = nn.Sequential(nn.Linear(3, 2), nn.ReLU(), nn.Linear(2, 1))
loss = nn.functional.mse_loss(model(torch.ones(4, 3)), torch.zeros(4, 1))
print(loss)
"""
# A process's first optimiser imports PyTorch's compiler, which takes almost as long as PyTorch.
WARM_UP_FURTHER = """
import torch
from torch.utils.data import DataLoader, TensorDataset

weight = torch.zeros(1, requires_grad=True)
for kind in (torch.optim.SGD, torch.optim.Adam):
    optimiser = kind([weight], lr=0.1)
    weight.grad = torch.ones(1)
    optimiser.step()
    optimiser.zero_grad()
"""
# That waits for a quiet moment, in milliseconds, but not for ever: for so many children.
QUIET = 100
SOON = 4


def main(arguments: Sequence[str]) -> None:
    """Serve the channel `descriptor` and lock children by the layers, as long as `parent` lives.

    A cold one imports nothing: it is there to be probed.
    """
    parent, descriptor, *wanted = arguments
    end_with(int(parent))
    restart_with_a_deep_stack()
    channel = inherited(int(descriptor))
    layers = tuple(layer for layer in available() if layer in wanted)
    if COLD not in wanted:
        warm_up()
    with suppress(ConnectionError):  # the server has gone meanwhile
        channel.send({"ready": os.getpid(), "layers": layers})
        Zygote(channel, layers, warm=COLD in wanted).serve()


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """What is imported meanwhile stays, so that the collector need never look at it."""
    gc.disable()
    yield
    gc.collect()
    gc.freeze()
    gc.enable()


def warm_up() -> None:
    """Import what every run needs."""
    with _nothing_collected():
        import torch

        from chainrule.capture import run

        torch.set_num_threads(1)
        run(WARM_UP)
        readable()
        # The compiler asks for it when it is imported; a child could not find it out.
        tempfile.gettempdir()


def _warm_up_further() -> None:
    from chainrule.capture import run

    with _nothing_collected():
        run(WARM_UP_FURTHER)


class Zygote:
    """Forks children, and tells when they end; forks copies of itself."""

    def __init__(self, channel: Channel, layers: tuple[Layer, ...], *, warm: bool = False) -> None:
        self._channel = channel
        self._layers = layers
        self._children: dict[int, tuple[int, int]] = {}  # by their pidfd: run and process
        self._poll = select.poll()
        self._born = 0
        self._warm = warm

    def serve(self) -> None:
        """Work until the server is gone."""
        self._poll.register(self._channel.fileno(), select.POLLIN)
        while True:
            events = self._poll.poll(None if self._warm else QUIET)
            if not self._warm and (not events or self._born >= SOON):
                self._get_warm()
            for descriptor, _ in events:
                if descriptor != self._channel.fileno():
                    self._bury(descriptor)
                elif not (message := self._channel.receive()):
                    return
                elif "copy" in message.body:
                    self._copy(*message.descriptors)
                else:
                    self._bear(message)

    def _get_warm(self) -> None:
        _warm_up_further()
        self._warm = True
        self._channel.send({"warm": True})

    def _bear(self, message: Message) -> None:
        limits = Limits(**message.body["limits"])
        _check_alone()
        self._born += 1
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
            Zygote(channel, self._layers, warm=self._warm).serve()
        except ConnectionError:
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
