"""A zygote that a zygote forked: nobody's child, so signalled and waited for by descriptor."""

import os
import select
import signal
from contextlib import suppress

__all__ = ["Copied"]


class Copied:
    """Known from `appear` on; before that, it ends by itself when its channel does."""

    def __init__(self) -> None:
        self.pid = 0
        self._pidfd: int | None = None

    def appear(self, pid: int, pidfd: int) -> None:
        """It has said who it is; the descriptor is owned from now on."""
        self.pid, self._pidfd = pid, pidfd

    def kill(self) -> None:
        """Kill it, if it still runs."""
        if self._pidfd is not None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def wait(self) -> None:
        """Return when it has ended; called once."""
        if self._pidfd is None:
            return
        ended = select.poll()
        ended.register(self._pidfd, select.POLLIN)
        ended.poll()
        # The first process of a container inherits it, and nobody else would reap it there.
        with suppress(ChildProcessError):
            os.waitid(os.P_PIDFD, self._pidfd, os.WEXITED)
        os.close(self._pidfd)
        self._pidfd = None
