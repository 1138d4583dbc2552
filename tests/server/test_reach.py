"""Who may be let near: beyond this machine only where programs are locked in."""

import subprocess

import pytest

from chainrule.sandbox import Isolation, Unavailable
from chainrule.sandbox.layers import LAYERS
from chainrule.server import NotSafe, Settings, ask_only_if_safe, class_address
from tests.server.serving import CHAINRULE

LOCKED = Isolation(layers=LAYERS, escapes=())


def tried(monkeypatch: pytest.MonkeyPatch, found: Isolation | Unavailable) -> None:
    """Let the sandbox's self-test find this."""

    async def here() -> Isolation:
        if isinstance(found, Unavailable):
            raise found
        return found

    monkeypatch.setattr("chainrule.server.reach.isolation_here", here)


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (Isolation(layers=LAYERS[:1], escapes=()), "does not offer"),
        (Isolation(layers=LAYERS, escapes=("connect",)), "could connect"),
        (Unavailable("The process that runs programs could not start."), "could not start"),
    ],
)
def test_another_address_needs_a_sandbox_that_holds(
    monkeypatch: pytest.MonkeyPatch, found: Isolation | Unavailable, reason: str
) -> None:
    tried(monkeypatch, found)
    with pytest.raises(NotSafe, match=reason) as raised:
        ask_only_if_safe(Settings(host="0.0.0.0"))
    assert str(raised.value).startswith("Others can reach 0.0.0.0")
    ask_only_if_safe(Settings(host="127.0.0.1"))


def test_another_name_is_another_way_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind a proxy of this machine, the loopback's server is everybody's."""
    tried(monkeypatch, Isolation(layers=LAYERS[:1], escapes=()))
    named = Settings(allowed_hosts=("lectures.example",))
    with pytest.raises(NotSafe, match=r"Others can reach lectures\.example"):
        ask_only_if_safe(named)
    assert class_address(named, 80) is None
    ask_only_if_safe(Settings(allowed_hosts=("localhost",)))


def test_where_it_holds_a_class_may_come(monkeypatch: pytest.MonkeyPatch) -> None:
    tried(monkeypatch, LOCKED)
    ask_only_if_safe(Settings(host="0.0.0.0"))


def test_a_class_is_told_a_name_that_it_can_reach() -> None:
    assert class_address(Settings(), 80) is None
    named = Settings(host="0.0.0.0", allowed_hosts=("lectures.example",))
    assert class_address(named, 8000) == "http://lectures.example:8000/"
    assert class_address(Settings(host="fd00::1"), 80) == "http://[fd00::1]:80/"
    assert "0.0.0.0" not in str(class_address(Settings(host="0.0.0.0"), 80))


def test_a_token_that_can_be_guessed_is_refused() -> None:
    ended = subprocess.run(
        [*CHAINRULE, "serve", "--port", "0"],
        env={"CHAINRULE_TOKEN": "secret"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 1
    assert "CHAINRULE_TOKEN" in ended.stderr
    assert "secret" not in ended.stderr
