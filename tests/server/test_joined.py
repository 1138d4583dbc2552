"""Modules and style sheets joined as they are served: all of them, once, and found again."""

import re
from collections import Counter

import pytest
from fastapi.testclient import TestClient

from chainrule.assets import STATIC
from chainrule.export.modules import joined_modules
from chainrule.export.styles import compact
from chainrule.export.tokens import tokens

MADE = re.compile(r'^\$makers\["([\w/.-]+)"\] = ', re.MULTILINE)
LATER = re.compile(r'import\("/joined/main/" \+ "([\w/.-]+)"\)')


def test_a_page_asks_for_what_there_is(client: TestClient) -> None:
    page = client.get("/").text
    addresses = re.findall(r'(?:src|href)="(/(?:joined|static)/[^"]+)"', page)
    assert len(addresses) == 5
    for address in addresses:
        assert client.get(address).status_code == 200, address


def test_every_module_is_in_one_script(client: TestClient) -> None:
    main = client.get("/joined/main/main.js").text
    later = LATER.findall(main)
    assert "twin.js" in later
    first = MADE.findall(main)
    assert len(set(first)) == len(first) > 50
    for name in later:
        script = client.get(f"/joined/main/{name}")
        assert script.headers["content-type"].startswith("text/javascript")
        assert not set(first) & set(MADE.findall(script.text)), (
            "what the page has is not sent twice"
        )
        assert name in MADE.findall(script.text)


def test_joining_leaves_out_comments_and_idle_spaces_and_nothing_else() -> None:
    scripts = joined_modules(STATIC / "js" / "main.js", "/joined/main/")
    for name, script in scripts.items():
        kept = [each for each in tokens(script) if each.kind not in ("space", "comment")]
        assert not any(each.kind == "comment" for each in tokens(script)), name
        words = Counter(each.text for each in kept)
        for module in MADE.findall(script):
            source = (STATIC / "js" / module).read_text("utf-8")
            strings = [each.text for each in tokens(source) if each.kind in ("template", "pattern")]
            safe = [each.replace("</", r"<\/") for each in strings]
            assert not Counter(safe) - words, (name, module)


def test_sheets_are_joined_in_their_order(client: TestClient) -> None:
    joined = client.get("/joined/fonts+tokens+page+lessons.css")
    assert joined.headers["content-type"].startswith("text/css")
    sheets = [(STATIC / "css" / f"{name}.css").read_text("utf-8") for name in ("page", "lessons")]
    assert joined.text.endswith("\n".join(compact(each) for each in sheets))
    assert "/*" not in joined.text
    assert "\n  " not in joined.text
    for address in re.findall(r'url\("([^"]+)"\)', joined.text):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize(
    "path",
    [
        "/joined/secrets/main.js",
        "/joined/main/../../pyproject.toml",
        "/joined/main/nothing.js",
        "/joined/..%2f..%2fpyproject.css",
        "/joined/tokens+fonts.css",
        "/joined/page+page2.css",
        "/joined/+page.css",
    ],
)
def test_only_what_a_page_asks_for_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_each_encoding_has_its_own_tag(client: TestClient) -> None:
    path = "/joined/main/main.js"
    small = client.get(path, headers={"Accept-Encoding": "br"})
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    assert small.headers["content-encoding"] == "br"
    assert small.text == plain.text
    assert int(small.headers["content-length"]) < len(plain.content) / 3
    tags = [each.headers["etag"] for each in (small, plain)]
    assert len(set(tags)) == 2
    for tag, encoding in zip(tags, ("br", "identity"), strict=True):
        headers = {"Accept-Encoding": encoding, "If-None-Match": tag}
        assert client.get(path, headers=headers).status_code == 304
