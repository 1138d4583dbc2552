"""`chainrule serve` as a process."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self
from urllib.request import Request, urlopen

CHAINRULE = [sys.executable, "-c", "from chainrule.cli import main; main()"]


class Serving:
    """`chainrule serve` with its first line read."""

    def __init__(
        self,
        *arguments: str,
        command: Sequence[str] = CHAINRULE,
        cwd: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.process = subprocess.Popen(
            [*command, "serve", "--port", "0", *arguments],
            cwd=cwd,
            env={**os.environ, **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.line = self.process.stdout.readline()
        printed = self.line.partition(" at ")[2].partition(" ")[0]
        address, _, self.token = printed.partition("#token=")
        self.url = address.rstrip("/")

    def get(self, path: str) -> bytes:
        request = Request(self.url + path, headers={"Authorization": f"Bearer {self.token}"})
        with urlopen(request, timeout=30) as answer:
            body: bytes = answer.read()
            return body

    def post(self, path: str, document: object) -> tuple[int, bytes, str]:
        """The status, the body and where what was made is."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        request = Request(self.url + path, json.dumps(document).encode(), headers)
        with urlopen(request, timeout=60) as answer:
            return answer.status, answer.read(), answer.headers["Location"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def stop(self, number: signal.Signals) -> tuple[int, str]:
        self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=20)
        return self.process.returncode, errors
