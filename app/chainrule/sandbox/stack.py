"""A stack deep enough for autograd graphs, which are freed by recursion."""

import os
import sys

__all__ = ["restart_with_a_deep_stack"]

# 60,000 chained nodes overflow the usual 8 MiB when they are freed.
DEEP = 256 * 1024**2


def restart_with_a_deep_stack() -> None:
    """Start this very process anew if its stack can be made deeper; else return.

    The kernel leaves room for the stack when a program starts, so the limit is raised before.
    """
    try:
        import resource
    except ImportError:  # Windows
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_STACK)
    wanted = DEEP if hard == resource.RLIM_INFINITY else min(DEEP, hard)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return
    resource.setrlimit(resource.RLIMIT_STACK, (wanted, hard))
    os.execv(sys.executable, sys.orig_argv)
