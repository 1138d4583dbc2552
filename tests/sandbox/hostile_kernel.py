"""Attacks by way of the kernel: /proc, descriptors, namespaces, memory that is shared, timers.

As in `hostile.py`, one that gets through prints ESCAPED; `{secret}`, `{folder}` and `{server}`
are a file, a folder and a process out of reach.
"""

from tests.sandbox.hostile import RAW_CALL, attack

__all__ = ["BY_THE_KERNEL", "EVERY_CALL"]

BY_THE_KERNEL = {
    "list all processes": attack("import os; attempt(lambda: os.listdir('/proc'))"),
    "read its own memory's map": attack("attempt(lambda: open('/proc/self/maps').read())"),
    "read the first process's environment": attack(
        "attempt(lambda: open('/proc/1/environ', 'rb').read())"
    ),
    "write its own memory": attack("attempt(lambda: open('/proc/self/mem', 'wb'))"),
    "go first when memory is short no more": attack(
        "attempt(lambda: open('/proc/self/oom_score_adj', 'w').write('-1000'))"
    ),
    "open a descriptor anew": attack("attempt(lambda: open('/proc/self/fd/1', 'wb'))"),
    "open another process's descriptor": attack(
        "attempt(lambda: open('/proc/{server}/fd/0', 'rb'))"
    ),
    "follow another process's link": attack(
        "import os; attempt(lambda: os.readlink('/proc/{server}/cwd'))"
    ),
    "climb out of an allowed folder": attack(
        """
        import os
        def climb():
            folder = os.open('/usr/lib', os.O_RDONLY | os.O_DIRECTORY)
            return os.read(os.open('../../etc/passwd', os.O_RDONLY, dir_fd=folder), 10)
        attempt(climb)
        """
    ),
    "read by a path descriptor": attack(
        """
        import os
        def reopen():
            path = os.open('{secret}', os.O_PATH)
            return os.read(path, 10)
        attempt(reopen)
        """
    ),
    "open by a file's handle": attack(
        "attempt(lambda: call(304, -100, ctypes.addressof(ctypes.create_string_buffer(200)), 0))",
        RAW_CALL,
    ),
    "load a library of its own": attack("import ctypes; attempt(lambda: ctypes.CDLL('{secret}'))"),
    "leave a compiled module behind": attack(
        "import py_compile; attempt(lambda: py_compile.compile(torch.__file__, doraise=True))",
        "import torch\n",
    ),
    "change the rights of a file": attack(
        "import os; attempt(lambda: os.chmod('{secret}', 0o777))"
    ),
    "cut a file off": attack("import os; attempt(lambda: os.truncate('{secret}', 0))"),
    "touch a file": attack("import os; attempt(lambda: os.utime('{secret}'))"),
    "make a device": attack("import os; attempt(lambda: os.mknod('{folder}/d', 0o60666, 0x800))"),
    "make a pipe with a name": attack("import os; attempt(lambda: os.mkfifo('{folder}/f'))"),
    "mount": attack("attempt(lambda: call(165, 0, 0, 0, 0, 0))", RAW_CALL),
    "enter another's namespace": attack("attempt(lambda: call(308, 0, 0))", RAW_CALL),
    "pair two sockets": attack("import socket; attempt(socket.socketpair)"),
    "listen": attack("import socket; attempt(lambda: socket.create_server(('127.0.0.1', 0)))"),
    "ask for a name's address": attack(
        "import socket; attempt(lambda: socket.gethostbyname('example.org'))"
    ),
    "send by what it was handed": attack(
        "import socket; attempt(lambda: [socket.fromfd(n, 1, 1).send(b'x') for n in range(6)])"
    ),
    "share memory with a name": attack(
        "from multiprocessing import shared_memory as m\n"
        "attempt(lambda: m.SharedMemory(create=True, size=10))"
    ),
    "share memory by its number": attack("attempt(lambda: call(29, 0, 4096, 0o1777))", RAW_CALL),
    "use a semaphore with a name": attack(
        "import multiprocessing; attempt(lambda: multiprocessing.get_context('fork').Semaphore())"
    ),
    "send messages by a queue": attack("attempt(lambda: call(68, 0, 0o1777))", RAW_CALL),
    "share a tensor": attack("import torch; attempt(lambda: torch.ones(2).share_memory_())"),
    "steal a descriptor": attack("attempt(lambda: call(438, 0, 0, 0))", RAW_CALL),
    "queue a signal for the server": attack("attempt(lambda: call(129, {server}, 9, 0))", RAW_CALL),
    "be traced": attack("attempt(lambda: call(101, 0, 0, 0, 0))", RAW_CALL),
    "outlive its parent": attack(
        """
        def orphan():
            if libc.prctl(1, 0, 0, 0, 0) != 0:
                raise OSError
        attempt(orphan)
        """,
        RAW_CALL,
    ),
    "filter its own calls anew": attack("attempt(lambda: call(317, 1, 0, 0))", RAW_CALL),
    "lock itself in anew": attack("attempt(lambda: call(444, 0, 0, 1))", RAW_CALL),
    "daemonise": attack(
        """
        import os
        def daemonise():
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    os._exit(0)
        attempt(daemonise)
        """
    ),
    "start a process without a fork": attack(
        "import multiprocessing as m\n"
        "attempt(lambda: m.get_context('spawn').Process(target=print).start())"
    ),
    "set a timer of the kernel's": attack("attempt(lambda: call(222, 0, 0, 0))", RAW_CALL),
    "wait for files to change": attack("attempt(lambda: call(294, 0))", RAW_CALL),
    "watch the processor": attack("attempt(lambda: call(298, 0, 0, -1, -1, 0))", RAW_CALL),
    "pin memory": attack("attempt(lambda: call(151, 1))", RAW_CALL),
    "make its pipe huge": attack(
        "import fcntl; attempt(lambda: fcntl.fcntl(1, 1031, 64 * 1024 * 1024))"
    ),
    "run in real time": attack(
        "import os; attempt(lambda: os.sched_setscheduler(0, 1, os.sched_param(1)))"
    ),
    "be less polite": attack("import os; attempt(lambda: os.nice(-1))"),
    "restart the machine": attack("attempt(lambda: call(169, 0, 0, 0))", RAW_CALL),
    "load into the kernel": attack("attempt(lambda: call(175, 0, 0, 0))", RAW_CALL),
    "rename the machine": attack("import socket; attempt(lambda: socket.sethostname('mine'))"),
    "be another architecture": attack("attempt(lambda: call(135, 8))", RAW_CALL),
}

# Every number that the policy does not name, with arguments that harm nobody if it is answered. Two
# serve the kernel's own probes: newer kernels let no filter see them, and kill whoever calls them.
EVERY_CALL = (
    RAW_CALL
    + """
for number in range(600):
    if number not in {listed} and number not in (335, 336):
        try:
            call(number, -1, 0, 0, 0, 0, 0)
        except OSError as error:
            if error.errno == 1:
                continue
            print("ESCAPED", number, error)
        else:
            print("ESCAPED", number)
print("all tried")
"""
)
