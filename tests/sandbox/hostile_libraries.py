"""Attacks by way of PyTorch, the C library and Python's own: what a lesson would call by mistake,
and what somebody calls who has read their sources.

As in `hostile.py`, one that gets through prints ESCAPED; `{secret}`, `{folder}` and `{server}`
are a file, a folder and a process out of reach.
"""

from tests.sandbox.hostile import LIBC, attack

__all__ = ["BY_LIBRARIES"]

TORCH = "import torch\n"
NUMPY = "import numpy\n"

BY_LIBRARIES = {
    # PyTorch
    "load operators of its own": attack(
        "attempt(lambda: torch.ops.load_library('{secret}'))", TORCH
    ),
    "save a tensor": attack("attempt(lambda: torch.save(torch.ones(2), '{folder}/x.pt'))", TORCH),
    "load a tensor from a secret": attack("attempt(lambda: torch.load('{secret}'))", TORCH),
    "map a secret as a tensor": attack(
        "attempt(lambda: torch.from_file('{secret}', size=8, dtype=torch.uint8))", TORCH
    ),
    "make a file to hold a tensor": attack(
        "attempt(lambda: torch.from_file('{folder}/x', shared=True, size=8))", TORCH
    ),
    "save a script": attack(
        "attempt(lambda: torch.jit.script(torch.nn.ReLU()).save('{folder}/m.pt'))", TORCH
    ),
    "download a model": attack(
        "attempt(lambda: torch.hub.download_url_to_file('http://127.0.0.1:1', '{folder}/m'))",
        TORCH,
    ),
    "write what a profiler saw": attack(
        """
        def profile():
            with torch.profiler.profile() as seen:
                torch.ones(2) + 1
            seen.export_chrome_trace("{folder}/t.json")
        attempt(profile)
        """,
        TORCH,
    ),
    "load data by a worker": attack(
        "attempt(lambda: list(torch.utils.data.DataLoader([1.0, 2.0], num_workers=1)))", TORCH
    ),
    "spawn by PyTorch's own processes": attack(
        "import torch.multiprocessing as m; attempt(lambda: m.spawn(print, nprocs=1))"
    ),
    "keep a store for others in memory": attack(
        "attempt(lambda: torch.distributed.TCPStore('127.0.0.1', 0, is_master=True))", TORCH
    ),
    "keep a store for others in a file": attack(
        "attempt(lambda: torch.distributed.FileStore('{folder}/s', 1).set('a', 'b'))", TORCH
    ),
    "call a compiler": attack(
        "import subprocess; attempt(lambda: subprocess.check_output(['g++', '--version']))"
    ),
    # numpy
    "map a secret as an array": attack(
        "attempt(lambda: numpy.memmap('{secret}', mode='r'))", NUMPY
    ),
    "read a secret as an array": attack("attempt(lambda: numpy.fromfile('{secret}'))", NUMPY),
    "save an array": attack("attempt(lambda: numpy.save('{folder}/x.npy', 1))", NUMPY),
    # the C library, past Python's own checks
    "open a secret in C": attack("attempt(lambda: 1 / (libc.fopen(b'{secret}', b'r') or 0))", LIBC),
    "start a shell in C": attack("attempt(lambda: 1 / (libc.system(b'true') == 0))", LIBC),
    "start a thread in C": attack(
        """
        work = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)(lambda _: None)
        thread = ctypes.c_ulong()
        refused = lambda: libc.pthread_create(ctypes.byref(thread), None, work, None)
        attempt(lambda: 1 / (refused() == 0))
        """,
        LIBC,
    ),
    "lock memory as it is mapped": attack(
        "import mmap; attempt(lambda: mmap.mmap(-1, 1 << 20, flags=0x22 | 0x2000))"
    ),
    # Python's own
    "start a thread below threading": attack(
        "import _thread; attempt(lambda: _thread.start_new_thread(int, ()))"
    ),
    "be watched by a thread": attack(
        "import faulthandler; attempt(lambda: faulthandler.dump_traceback_later(60))"
    ),
    "start a pool of processes": attack(
        "from concurrent.futures import ProcessPoolExecutor\n"
        "attempt(lambda: ProcessPoolExecutor(1).submit(int).result())"
    ),
    "read another's traces": attack(
        "import sqlite3\n"
        "attempt(lambda: sqlite3.connect('file:{secret}?mode=ro', uri=True).execute('SELECT 1'))"
    ),
    "ask a server of this machine": attack(
        "from urllib.request import urlopen; attempt(lambda: urlopen('http://127.0.0.1:8000/'))"
    ),
    "know who has an account here": attack("import pwd; attempt(lambda: pwd.getpwnam('daemon'))"),
    "open a terminal": attack("import os; attempt(os.openpty)"),
    "make a temporary file": attack("import tempfile; attempt(tempfile.TemporaryFile)"),
    "fill the shared memory": attack("attempt(lambda: open('/dev/shm/x', 'wb').write(b'x'))"),
    "copy a secret": attack(
        "import shutil; attempt(lambda: shutil.copy('{secret}', '{folder}/x'))"
    ),
    "run a secret as a program": attack(
        "import runpy; attempt(lambda: runpy.run_path('{secret}'))"
    ),
    "read its own result": attack("import os; attempt(lambda: os.read(3, 1))"),
    "read its order again": attack("import os; attempt(lambda: os.lseek(5, 0, 0))"),
    "put on a lock with a hole": attack(
        "from chainrule.sandbox import seccomp; attempt(lambda: seccomp.install(()))"
    ),
    "be more important": attack("import os; attempt(lambda: os.setpriority(0, 0, -1))"),
    "limit the server": attack(
        "import resource; attempt(lambda: resource.prlimit({server}, resource.RLIMIT_CPU))"
    ),
    "kill the server's group": attack(
        "import os; attempt(lambda: os.killpg(os.getpgid({server}), 0))"
    ),
}
