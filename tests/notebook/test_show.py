"""`chainrule.show`: a browser at a terminal, a page in a frame in a notebook."""

import html
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
    return chainrule.run(PROGRAM, title='A "title" & </iframe><script>alert(1)</script>')


def test_at_a_terminal_it_opens_a_browser(
    trace: chainrule.Trace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    chainrule.show(trace, block=False, step="backward-1", show=["values", "chain"])
    (url,) = opened
    assert url in capsys.readouterr().out
    assert url.endswith("#step=backward-1&show=values,chain")
    with urlopen(url, timeout=30) as answer:
        assert url.partition("/t/")[2].partition("#")[0] in answer.read().decode()


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
    assert chainrule.show(trace, height=500, theme="dark") is None
    (view,) = shell.displayed
    bundle = view._repr_mimebundle_()
    frame = bundle["text/html"]
    assert 'height="500"' in frame
    assert 'sandbox="allow-scripts"' in frame
    assert 'title="A &quot;title&quot; &amp; &lt;/iframe&gt;' in frame
    assert frame.count("<") == 2, "nothing in it is markup but the frame itself"
    page = html.unescape(re.findall(r'srcdoc="([^"]*)"', frame)[0])
    assert page == view.page()
    assert '"options": "slide=0\\u0026hide=code\\u0026theme=dark"' in page
    assert bundle["text/plain"].startswith("<chainrule: A")


def test_in_marimo_it_is_the_cells_value(
    trace: chainrule.Trace, monkeypatch: pytest.MonkeyPatch
) -> None:
    marimo = types.ModuleType("marimo")
    marimo.running_in_notebook = lambda: True  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "marimo", marimo)
    view = chainrule.show(trace)
    assert isinstance(view, View)
    assert view._repr_html_().startswith("<iframe srcdoc=")


def test_an_unknown_option_is_refused_by_a_sentence(trace: chainrule.Trace) -> None:
    with pytest.raises(TypeError, match="A view has no option 'colour'; it has autoplay, dir"):
        chainrule.show(trace, colour="red")


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
