"""Hostile programs, each named by its attack. One that gets through prints ESCAPED.

`{secret}` is a file that the server can read, `{folder}` one that it can write to, `{server}` the
server's process.
"""

from textwrap import dedent

__all__ = ["CONTROLS", "ESCAPES", "LIBC", "RAW_CALL", "SURVIVED_BY", "attack"]

ATTEMPT = """
def attempt(deed):
    try:
        result = deed()
    except BaseException as error:
        print(type(error).__name__)
    else:
        print("ESCAPED", result)
"""

LIBC = "import ctypes; libc = ctypes.CDLL(None, use_errno=True)\n"

RAW_CALL = (
    LIBC
    + """
def call(*numbers):
    result = libc.syscall(*map(ctypes.c_long, numbers))
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return result
"""
)


def attack(body: str, before: str = "") -> str:
    """A program that attempts what `body` says."""
    return f"{before}{ATTEMPT}\n{dedent(body)}"


# What must not get through.
ESCAPES = {
    "read a secret": attack("attempt(lambda: open('{secret}').read())"),
    "read a secret by a link in proc": attack(
        "attempt(lambda: open('/proc/self/root{secret}').read())"
    ),
    "list a folder": attack("import os; attempt(lambda: os.listdir('{folder}'))"),
    "read the server's environment": attack(
        "attempt(lambda: open('/proc/{server}/environ').read())"
    ),
    "read the zygote's memory": attack(
        "import os; attempt(lambda: open(f'/proc/{{os.getppid()}}/mem', 'rb').read(1))"
    ),
    "find a secret in the environment": attack(
        """
        import os
        def look():
            secrets = set(os.environ) - {{"TORCHINDUCTOR_CACHE_DIR"}}
            assert secrets, "empty"
            return secrets
        attempt(look)
        """
    ),
    "find an open descriptor": attack(
        """
        import os
        def stray():
            found = [n for n in range(5, 64) if is_open(n)]
            assert found
            return found
        def is_open(number):
            try: os.fstat(number)
            except OSError: return False
            return True
        attempt(stray)
        """
    ),
    "write a file": attack("attempt(lambda: open('{folder}/mine', 'w').write('x'))"),
    "change a file": attack("attempt(lambda: open('{secret}', 'a').write('x'))"),
    "delete a file": attack("import os; attempt(lambda: os.unlink('{secret}'))"),
    "rename a file": attack("import os; attempt(lambda: os.rename('{secret}', '{secret}2'))"),
    "link to a file": attack("import os; attempt(lambda: os.symlink('/', '{folder}/link'))"),
    "make a folder": attack("import os; attempt(lambda: os.mkdir('{folder}/new'))"),
    "open a file by its own number": attack(
        "import os; attempt(lambda: os.open('{folder}', os.O_TMPFILE | os.O_RDWR))"
    ),
    "fill memory as a file": attack(
        "import os; attempt(lambda: os.write(os.memfd_create('x'), b'x'))"
    ),
    "open a TCP socket": attack("import socket; attempt(lambda: socket.socket())"),
    "send a datagram": attack(
        "import socket; attempt(lambda: socket.socket(type=socket.SOCK_DGRAM))"
    ),
    "open a local socket": attack("import socket; attempt(lambda: socket.socket(socket.AF_UNIX))"),
    "talk to the kernel by netlink": attack("import socket; attempt(lambda: socket.socket(16, 3))"),
    "fork": attack(
        """
        import os
        def fork():
            if os.fork() == 0:
                os._exit(0)
        attempt(fork)
        """
    ),
    "start a shell": attack(
        "import subprocess; attempt(lambda: subprocess.check_output(['/bin/sh', '-c', 'id']))"
    ),
    "start a shell by posix_spawn": attack(
        "import os; attempt(lambda: os.posix_spawn('/bin/sh', ['sh'], {{}}))"
    ),
    "become another program": attack("import os; attempt(lambda: os.execv('/bin/sh', ['sh']))"),
    "start a thread": attack(
        "import threading; attempt(lambda: threading.Thread(target=int).start())"
    ),
    "use every core": attack(
        """
        import torch
        from concurrent.futures import ThreadPoolExecutor
        attempt(lambda: ThreadPoolExecutor().submit(int).result())
        """
    ),
    "kill the zygote": attack("import os; attempt(lambda: os.kill(os.getppid(), 9))"),
    "kill the server": attack("import os; attempt(lambda: os.kill({server}, 9))"),
    "kill everything": attack("import os; attempt(lambda: os.kill(-1, 9))"),
    "kill its group": attack("import os; attempt(lambda: os.kill(0, 9))"),
    "trace the zygote": attack(
        "import os; attempt(lambda: call(101, 16, os.getppid(), 0, 0))", RAW_CALL
    ),
    "read the server's memory": attack(
        "attempt(lambda: call(310, {server}, 0, 0, 0, 0, 0))", RAW_CALL
    ),
    "open a handle on the server": attack("import os; attempt(lambda: os.pidfd_open({server}))"),
    "raise its own limits": attack(
        """
        import resource
        attempt(lambda: resource.setrlimit(resource.RLIMIT_CPU, (1, 1)))
        """
    ),
    "take 100 GB": attack("import torch; attempt(lambda: torch.empty(25 * 10**9))"),
    "take 3 GB": attack("import torch; attempt(lambda: torch.empty(750 * 10**6).shape)"),
    "take 100 GB bit by bit": attack(
        """
        import mmap
        def grow():
            blocks = []
            for _ in range(10_000):
                blocks.append(mmap.mmap(-1, 10**7))
        attempt(grow)
        """
    ),
    "open hundreds of descriptors": attack(
        "import os; attempt(lambda: [os.pipe() for _ in range(200)])"
    ),
    "make new namespaces": attack("attempt(lambda: call(272, 0x10000000))", RAW_CALL),
    "change the root": attack("import os; attempt(lambda: os.chroot('/'))"),
    "become root": attack("import os; attempt(lambda: os.setuid(0))"),
    "get its rights back": attack(
        """
        def filter_nothing():
            if libc.prctl(22, 0, 0, 0, 0) != 0:
                raise OSError
        attempt(filter_nothing)
        """,
        LIBC,
    ),
    "let itself be traced": attack(
        """
        def dumpable():
            if libc.prctl(4, 1, 0, 0, 0) != 0:
                raise OSError
        attempt(dumpable)
        """,
        LIBC,
    ),
    "use io_uring": attack("attempt(lambda: call(425, 1, 0))", RAW_CALL),
    "use bpf": attack("attempt(lambda: call(321, 0, 0, 0))", RAW_CALL),
    "use the kernel's keys": attack("attempt(lambda: call(250, 0, -3, 1))", RAW_CALL),
    "use userfaultfd": attack("attempt(lambda: call(323, 1))", RAW_CALL),
    "type into the terminal": attack("import fcntl; attempt(lambda: fcntl.ioctl(0, 0x5412, b'x'))"),
    "have signals sent to others": attack(
        "import fcntl, os; attempt(lambda: fcntl.fcntl(1, fcntl.F_SETOWN, os.getppid()))"
    ),
    "call by another architecture's gate": attack(
        """
        import mmap
        code = mmap.mmap(-1, 4096, prot=7)
        code.write(bytes.fromhex("b814000000cd80c3"))  # i386: getpid
        at = ctypes.addressof(ctypes.c_char.from_buffer(code))
        attempt(ctypes.CFUNCTYPE(ctypes.c_int)(at))
        """,
        "import ctypes\n",
    ),
    "call by x32": attack("attempt(lambda: call(0x40000000 + 39))", RAW_CALL),
    "hide a program in a pickle": attack(
        """
        import os, pickle
        class Bomb:
            def __reduce__(self):
                return os.posix_spawn, ("/bin/true", ["true"], {{}})
        attempt(lambda: pickle.loads(pickle.dumps(Bomb())))
        """
    ),
    "compile an extension": attack(
        """
        from torch.utils.cpp_extension import load_inline
        attempt(lambda: load_inline("x", "int f() {{ return 1; }}", functions=["f"]))
        """
    ),
    "move the clock": attack("import time; attempt(lambda: time.clock_settime(0, 0.0))"),
    "take priority": attack("import os; attempt(lambda: os.sched_setaffinity(0, [0]))"),
}

# Attacks that get through when a layer is left out: so the layer is what stops them.
SURVIVED_BY = {
    "landlock": ("read a secret", "list a folder"),
    "seccomp": ("open a local socket", "fork", "start a thread"),
    "limits": ("take 3 GB", "open hundreds of descriptors"),
}

# What must work in spite of everything.
CONTROLS = {
    "a training step": """
        import torch
        from torch import nn
        model = nn.Linear(3, 1)
        optimiser = torch.optim.Adam(model.parameters())
        loss = nn.functional.mse_loss(model(torch.ones(2, 3)), torch.zeros(2, 1))
        loss.backward()
        optimiser.step()
        print("WORKS", loss.item() > 0)
    """,
    "modules imported late": """
        import colorsys, csv, decimal, fractions, statistics, wave
        import torch.nn.utils.prune
        print("WORKS", fractions.Fraction(1, 3) + decimal.Decimal("1").__int__() > 1)
    """,
    "more threads asked for": """
        import torch
        torch.set_num_threads(4)
        print("WORKS", (torch.ones(500, 500) @ torch.ones(500, 500)).sum().item() == 500**3)
    """,
    "a data loader": """
        import torch
        from torch.utils.data import DataLoader, TensorDataset
        loader = DataLoader(TensorDataset(torch.arange(10.0)), batch_size=4, shuffle=True)
        print("WORKS", sum(len(batch) for (batch,) in loader) == 10)
    """,
    "a clock and a nap": """
        import time
        before = time.monotonic()
        time.sleep(0.01)
        print("WORKS", time.monotonic() > before)
    """,
    "a convolution": """
        import torch
        image = torch.ones(1, 3, 32, 32, requires_grad=True)
        torch.nn.Conv2d(3, 8, 3)(image).relu().sum().backward()
        print("WORKS", image.grad.shape == image.shape)
    """,
    "many prints": """
        for number in range(500):
            print(number)
        print("WORKS", True)
    """,
}
