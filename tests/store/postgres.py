"""A PostgreSQL of the tests' own: in a folder that is removed, reached by a socket in it."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Self

TOOL = Path(__file__).parents[2] / "tools" / "postgres.sh"
SECONDS_TO_START = 30.0

# PostgreSQL refuses to run as root.
OTHERS = ("postgres", "nobody")


class Postgres:
    """A running server."""

    def __init__(self) -> None:
        programs = subprocess.run([TOOL], stdout=subprocess.PIPE, text=True, check=True).stdout
        self._programs = Path(programs.strip())
        self._folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        self._as = _other_user()
        if self._as:
            shutil.chown(self._folder, self._as["user"], self._as["group"])
        self._data = self._folder / "data"
        line = [self._programs / "initdb", "-D", self._data, "-U", "chainrule", "-A", "trust"]
        options = ["-E", "UTF8", "--no-locale", "--no-sync"]
        quiet: dict[str, Any] = {"check": True, "stdout": subprocess.DEVNULL}
        subprocess.run([*line, *options], cwd=self._folder, **quiet, **self._as)
        self._process = self._started()

    @property
    def url(self) -> str:
        return f"postgresql://chainrule@/postgres?host={self._folder}"

    def crash(self) -> None:
        """All its processes gone at once, and up again."""
        self._stop(signal.SIGQUIT)
        self._process = self._started()

    def close(self) -> None:
        self._stop(signal.SIGQUIT)
        shutil.rmtree(self._folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _stop(self, number: signal.Signals) -> None:
        self._process.send_signal(number)
        self._process.communicate(timeout=SECONDS_TO_START)

    def _started(self) -> "subprocess.Popen[bytes]":
        line = [self._programs / "postgres", "-D", self._data, "-k", self._folder, "-h", "", "-F"]
        process = subprocess.Popen(
            line, cwd=self._folder, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, **self._as
        )
        end = time.monotonic() + SECONDS_TO_START
        ask = [self._programs / "pg_isready", "-q", "-h", self._folder]
        while subprocess.run(ask, check=False).returncode != 0:
            assert process.poll() is None, "PostgreSQL ended at once"
            assert time.monotonic() < end, "PostgreSQL does not get ready"
            time.sleep(0.05)
        return process


def _other_user() -> dict[str, Any]:
    """Whom root runs it as; nothing for others."""
    if os.geteuid() != 0:
        return {}
    names = {each.pw_name: each for each in pwd.getpwall()}
    found = next(names[name] for name in OTHERS if name in names)
    return {"user": found.pw_name, "group": found.pw_gid, "extra_groups": []}
