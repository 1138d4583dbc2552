"""`chainrule.show`: a browser at a terminal, a frame in a notebook."""

import re
import subprocess
import sys
import types
from urllib.request import urlopen

import pytest

import chainrule
from chainrule.notebook import View

PROGRAM = "import torch\nw = torch.ones(2, requires_grad=True)\n(w * 3).sum().backward()\n"


@pytest.fixture(scope="module")
def trace() -> chainrule.Trace:
    return chainrule.run(PROGRAM, title='A "title" & more')


def test_at_a_terminal_it_opens_a_browser(
    trace: chainrule.Trace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    chainrule.show(trace, block=False)
    (url,) = opened
    assert url in capsys.readouterr().out
    with urlopen(url, timeout=30) as answer:
        assert url.rpartition("/t/")[2] in answer.read().decode()


def test_every_show_uses_one_server(
    trace: chainrule.Trace, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    chainrule.show(trace, block=False)
    chainrule.show(chainrule.run(PROGRAM + "x = w\n"), block=False)
    first, second = (re.split(r"/t/", url) for url in opened)
    assert first[0] == second[0]
    assert first[1] != second[1]


class Kernel:
    """What IPython's shell has in a notebook, and what was displayed."""

    def __init__(self) -> None:
        self.kernel = object()
        self.displayed: list[View] = []


def test_in_a_notebook_it_shows_a_frame(
    trace: chainrule.Trace, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = Kernel()
    ipython = types.ModuleType("IPython")
    ipython.get_ipython = lambda: shell  # type: ignore[attr-defined]
    display = types.ModuleType("IPython.display")
    display.display = shell.displayed.append  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    chainrule.show(trace, height=500)
    (view,) = shell.displayed
    frame = view._repr_html_()
    assert 'height="500"' in frame
    assert 'title="A &quot;title&quot; &amp; more"' in frame
    with urlopen(view.url, timeout=30) as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self' http://localhost:*" in policy


def test_a_script_waits_so_that_its_page_can_be_read() -> None:
    script = "import chainrule\nchainrule.show(chainrule.run({!r}))\nprint('went on')\n"
    code = "import webbrowser; webbrowser.open = lambda url: True\n" + script.format(PROGRAM)
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        assert process.stderr is not None
        url = process.stdout.readline().split()[-1]
        assert process.stdout.readline() == "Ctrl-C goes on.\n"
        with urlopen(url, timeout=30) as answer:
            assert answer.status == 200
        process.send_signal(2)
        assert process.stdout.read() == "\nwent on\n"
        assert process.stderr.read() == ""
    assert process.returncode == 0
