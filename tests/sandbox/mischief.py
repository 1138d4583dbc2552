"""Programs that attack the recorder, its result, or who reads it; each named by its attack.

None of them escapes. What is asked is that each is answered with a trace or a sentence, that what
it leaves is text, and that the next program finds everything as it was.
"""

from textwrap import dedent

__all__ = ["MISCHIEF"]

STEP = """
import torch
w = torch.ones(2, requires_grad=True)
loss = (w * 3).sum()
"""

BACKWARD = "loss.backward()\n"

_BARE: dict[str, str] = {
    # Python's own insides
    "replaces built-in functions": "import builtins\nbuiltins.len = builtins.isinstance = None",
    "takes import away": "import builtins\ndel builtins.__import__",
    "empties the table of modules": "import sys\nsys.modules.clear()",
    "traces every line": "import sys\nsys.settrace(lambda *_: 1 / 0)",
    "profiles every call": "import sys\nsys.setprofile(lambda *_: 1 / 0)",
    "audits every event": "import sys\nsys.addaudithook(lambda *_: 1 / 0)",
    "never ends at exit": "import atexit\natexit.register(lambda: all(iter(int, 1)))",
    "leaves objects that never die": (
        "class Undead:\n    def __del__(self):\n        while True: pass\nx = Undead()\nx.me = x"
    ),
    "collects garbage all the time": (
        "import gc\ngc.set_threshold(1)\ngc.callbacks.append(lambda *_: 1 / 0)"
    ),
    "closes standard output": "import sys\nsys.stdout.close()",
    "loses standard output": "import sys\nsys.stdout = sys.stderr = None",
    "makes recursion impossible": "import sys\nsys.setrecursionlimit(60)",
    "switches all the time": "import sys\nsys.setswitchinterval(1e-9)",
    "starts interpreters": (
        "try: import _xxsubinterpreters as inner\n"
        "except ImportError: import _interpreters as inner\n"
        "for _ in range(5): inner.run_string(inner.create(), 'import sys')"
    ),
    "raises what nobody catches": "raise BaseException('out')",
    "raises an interrupt": "raise KeyboardInterrupt",
    "exits with a huge word": "import sys\nsys.exit('x' * 3_000_000)",
    # the recorder, found by looking around
    "empties the recorder": (
        "import gc\n"
        "for each in gc.get_objects():\n"
        "    if type(each).__name__ in ('Recorder', 'Timeline', 'State', 'Graph'):\n"
        "        for name in getattr(type(each), '__slots__', ()) or list(vars(each)):\n"
        "            try: setattr(each, name, None)\n"
        "            except Exception: pass"
    ),
    "walks up the frames": (
        "import sys\nframe = sys._getframe()\n"
        "while frame:\n    frame.f_locals.clear()\n    frame.f_globals.pop('run', None)\n"
        "    frame = frame.f_back"
    ),
    "replaces the recorder's writing": (
        "import chainrule.trace as t\nt.Trace.to_json = lambda self: '{\"format\": 1}'"
    ),
    "replaces JSON": "import json\njson.dumps = lambda *_, **__: '[' * 100_000",
    "replaces the end": "import os\nos._exit = lambda *_: None",
    "replaces torch": "torch.Tensor.__mul__ = torch.Tensor.backward = lambda *_, **__: 1 / 0",
    "takes torch's functions away": "vars(torch).clear()",
    "overwrites memory": "import ctypes\nctypes.memset(id(torch) - 64, 255, 4096)",
    "raises in the recorder by a timer": (
        "import signal\ndef bang(*_): raise RuntimeError('bang')\n"
        "signal.signal(signal.SIGALRM, bang)\nsignal.setitimer(signal.ITIMER_REAL, 1e-3, 1e-3)\n"
        "for _ in range(300):\n    try: w * 2\n    except RuntimeError: pass"
    ),
    "raises in the recorder's profile timer": (
        "import signal\nsignal.setitimer(signal.ITIMER_PROF, 1e-3, 1e-3)\nfor _ in range(10**7): 1"
    ),
    "dies by its own alarm": (
        "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_DFL)\nsignal.alarm(1)\n"
        "signal.pause()"
    ),
    "ignores every signal": (
        "import signal\nfor each in signal.valid_signals():\n"
        "    try: signal.signal(each, signal.SIG_IGN)\n    except (OSError, ValueError): pass\n"
        "while True: pass"
    ),
    # the result and the notes
    "writes before its result": "import os\nos.write(3, b'{}')",
    "closes its result": "import os\nos.close(3)",
    "puts its output where the result goes": "import os\nos.dup2(1, 3)",
    "puts its result where the output goes": "import os\nos.dup2(3, 1)\nprint('x' * 100)",
    "forges notes": "import os\nos.write(4, b'9' * 50 + b' steps\\n-1 steps\\n\\xff\\n' * 2000)",
    "floods the notes": "import os\nfor _ in range(2000): os.write(4, b'9' * 4096)",
    "forges a whole document": (
        "import chainrule.capture as c, os\n"
        "forged = c.run('import torch\\nprint(torch.ones(1))', title='<b>not mine</b>').to_json()\n"
        "os.write(3, forged.encode())\nos._exit(0)"
    ),
    "fills its result without end": "import os\nwhile True: os.write(3, b' ' * 65536)",
    "writes a document without end": (
        "import os\nos.write(3, b'{\"format\":\"' + b'x' * 10**7 + b'\"}')\nos._exit(0)"
    ),
    "says that it stopped and goes on": (
        "import os, signal\nfor each in signal.valid_signals():\n"
        "    try: signal.signal(each, signal.SIG_IGN)\n    except (OSError, ValueError): pass\n"
        "import time\nwhile True:\n    os.write(4, b'stopped\\n')\n    time.sleep(0.1)"
    ),
    "closes every descriptor": "import os\nos.closerange(0, 64)",
    "stops itself": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
    "holds all signals back": (
        "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())\n"
        "while True: pass"
    ),
    "counts for ever in C": "import itertools\nsum(itertools.count())",
    "decomposes for ever in C": "torch.linalg.svd(torch.ones(4000, 4000) + torch.eye(4000))",
    "writes what is no text": "import os\nos.write(1, bytes(range(256)) * 200)",
    "makes the child's writing a lie": (
        "import chainrule.sandbox.child as c\nc.write_all = lambda *_: None"
    ),
    "makes the lock's list a lie": (
        "import chainrule.sandbox.policy as p\np.FREE = p.FREE + ' execve fork socket'"
    ),
    # what is to end with the program
    "leaves gradients off": "torch.set_grad_enabled(False)\ntorch.inference_mode().__enter__()",
    "leaves another device": (
        "torch.set_default_device('meta')\ntorch.set_default_dtype(torch.half)"
    ),
    "leaves a mode on": (
        "from torch.utils._python_dispatch import TorchDispatchMode\n"
        "class Lie(TorchDispatchMode):\n"
        "    def __torch_dispatch__(self, f, types, args=(), kwargs=None): return torch.zeros(2)\n"
        "Lie().__enter__()\nw * 2"
    ),
    "has a tensor that lies about its shape": (
        "class T(torch.Tensor):\n    shape = property(lambda self: (10**9, 10**9))\n"
        "    numel = lambda self: -1\nw.as_subclass(T) * 2"
    ),
    "pickles deeper than C": (
        "import pickle\nx = None\nfor _ in range(10**5): x = (x,)\npickle.dumps(x)"
    ),
    "parses deeper than C": "import ast\nast.literal_eval('-' * 10**5 + '1')",
    # what loops, grows or raises when it is looked at
    "raises when it is shown": (
        "class Bad(Exception):\n    def __str__(self): raise Bad\n    __repr__ = __str__\nraise Bad"
    ),
    "exits when it is shown": (
        "class Bad(Exception):\n    def __str__(self): raise SystemExit\nraise Bad"
    ),
    "is shown as what answers for itself": (
        "class Text(str):\n"
        "    def partition(self, by): raise SystemExit\n"
        "    __len__ = __iter__ = __contains__ = encode = __hash__ = partition\n"
        "class Bad(Exception):\n    def __str__(self): return Text('x')\nraise Bad"
    ),
    "exits with what cannot be asked": (
        "class Bad(SystemExit):\n    code = property(lambda self: 1 / 0)\nraise Bad(Bad())"
    ),
    "has a syntax error of its own": (
        "class Bad(SyntaxError):\n"
        "    msg = filename = lineno = property(lambda self: 1 / 0)\nraise Bad"
    ),
    "has a module that never ends": (
        "from torch import nn\n"
        "class Net(nn.Module):\n"
        "    forward = lambda self, x: x * 2\n"
        "    def named_parameters(self, *_, **__):\n"
        "        while True: yield 'a' * 1000, None\n"
        "    named_modules = named_buffers = named_parameters\nNet()(w)"
    ),
    "loops when it is shown": (
        "class Bad(Exception):\n    def __str__(self):\n        while True: pass\nraise Bad"
    ),
    "grows when it is shown": (
        "class Bad(Exception):\n    def __str__(self): return 'ha' * 10**9\nraise Bad"
    ),
    "laughs a billion times": (
        "laugh = ['ha'] * 10\nfor _ in range(9): laugh = [laugh] * 10\nprint(laugh)"
    ),
    "is its own cause": "e = ValueError('x')\ne.__cause__ = e.__context__ = e\nraise e",
    "has a setting that loops": (
        "class Rate(float):\n    def __repr__(self):\n        while True: pass\n"
        "    __str__ = __format__ = __float__ = __repr__\n"
        "opt = torch.optim.SGD([w], lr=Rate(0.1))\nloss.backward()\nopt.step()"
    ),
    "has a module with a hostile name": (
        "from torch import nn\n"
        "M = type('</script><img src=x onerror=alert(1)>', (nn.Linear,), {})\n"
        "M(2, 1)(w)"
    ),
    "has hostile variables": (
        "globals()['<script>alert(1)</script>'] = w * 2\nglobals()['\\u202e\\ud800'] = w * 3\n"
        "globals()['x' * 1_000_000] = w * 4"
    ),
    "prints what a terminal obeys": "print('\\x1b]0;owned\\x07\\x1b[2J\\0\\u202e</pre><script>')",
    "has thousands of variables": "for n in range(20_000): globals()[f'v{n}'] = w",
    "keeps a hostile class as a tensor": (
        "class T(torch.Tensor):\n"
        "    @classmethod\n"
        "    def __torch_function__(cls, *_, **__): raise MemoryError\n"
        "w.as_subclass(T) * 2"
    ),
    "has a backward that exits": (
        "import os\nclass F(torch.autograd.Function):\n"
        "    forward = staticmethod(lambda ctx, x: x * 1)\n"
        "    backward = staticmethod(lambda ctx, g: os._exit(3))\nF.apply(w).sum().backward()"
    ),
    "has a backward that raises what nobody catches": (
        "class F(torch.autograd.Function):\n"
        "    forward = staticmethod(lambda ctx, x: x * 1)\n"
        "    @staticmethod\n"
        "    def backward(ctx, g): raise BaseException('out')\nF.apply(w).sum().backward()"
    ),
    # bombs
    "matches for ever": "import re\nre.match('(a+)+$', 'a' * 50 + 'b')",
    "hashes alike": (
        "class Same:\n    __hash__ = lambda self: 1\n    __eq__ = lambda self, other: False\n"
        "{Same() for _ in range(100_000)}"
    ),
    "raises a number for ever": "10 ** 10 ** 9",
    "unpacks a bomb": (
        "import zlib\nbomb = zlib.compress(bytes(10**8), 9)\n"
        "held = [zlib.decompress(bomb) for _ in range(100)]"
    ),
    "nests without end": "x = []\nfor _ in range(10**6): x = [x]\nprint(x)",
    "compares without end": "a, b = [], []\na.append(b)\nb.append(a)\na == b",
    "records without end": "while True: w * 2",
    "asks a question": "input('Password: ')",
    "loads data by processes": (
        "from torch.utils.data import DataLoader\nlist(DataLoader([1, 2], num_workers=2))"
    ),
    "joins a cluster": (
        "import torch.distributed as d\n"
        "d.init_process_group('gloo', init_method='tcp://127.0.0.1:9', world_size=1, rank=0)"
    ),
    "raises what is no exception of Python's": "raise type('Own', (BaseException,), {})('out')",
    # texts that are hardly programs
    "is nothing but brackets": "(" * 100_000,
    "is nothing but signs": "x = " + "-" * 100_000 + "1",
    "is one endless line": "x = " + "1 + " * 50_000 + "1",
    "holds a zero": "print(1)\0print(2)",
    "holds half a character": "x = '\ud800'",
    "names another encoding": "# coding: utf-7\nprint('+ADw-script+AD4-')",
}

MISCHIEF = {
    name: (source if source[0] in "(#" else STEP + dedent(source) + "\n" + BACKWARD)
    for name, source in _BARE.items()
}
