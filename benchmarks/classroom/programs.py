"""What students paste."""

__all__ = ["HOSTILE", "benign"]

BENIGN = """
import torch
torch.manual_seed({number})
X = torch.randn(8, 3)
y = X @ torch.tensor([[1.0], [-2.0], [0.5]]) + 0.1
w = torch.zeros(3, 1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
loss = ((X @ w + b - y) ** 2).mean()
loss.backward()
print("loss of student {number}:", loss.item())
"""

# Each ends soon, but for the last one; the marks of their numbers make them programs apart.
HOSTILE = (
    "import os\nwhile True: os.fork()",
    "print(open('/etc/shadow').read())",
    "import torch\ntorch.ones(25 * 10**9)",
    "import os\nos._exit(0)",
    "import ctypes\nctypes.string_at(0)",
    "import os\nos.write(3, b'{\"format\": 1}')\nos._exit(0)",
    "import os\nos.write(3, b'[' + b'[],' * 500_000 + b'1]')\nos._exit(0)",
    "while True: print('x' * 1000)",
    "import socket\nsocket.create_connection(('127.0.0.1', 22))",
    "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)",
    "import builtins\ndel builtins.__import__",
    "raise BaseException('</script><script>alert(1)</script>')",
    "import sys\nsys.modules.clear()",
    "x = []\nwhile True: x.append(bytearray(10**7))",
    "import threading\nthreading.Thread(target=print).start()",
    "while True: pass",
)


def benign(number: int) -> str:
    """An ordinary program, another one for each number."""
    return BENIGN.format(number=number)
