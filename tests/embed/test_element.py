"""`<chain-rule>` on somebody's page: a picture until it is needed, then a player."""

from tests.embed.conftest import OpenHost
from tests.server.serving import Serving


def test_a_picture_then_a_player(open_host: OpenHost, serving: Serving) -> None:
    element = f"""
      <script src="{serving.url}/static/element/chain-rule.js"></script>
      <chain-rule src="{serving.url}/embed/linear-regression#motion=none&step=0" step="forward-2"
        style="width: 960px"></chain-rule>"""
    host = open_host(element)
    page = host.page
    picture = page.locator("chain-rule img[part=poster]")
    picture.wait_for()
    address = f"{serving.url}/embed/linear-regression/poster.png?step=forward-2"
    assert picture.get_attribute("src") == address
    page.wait_for_function("document.querySelector('chain-rule').shadowRoot.firstChild.complete")
    drawn = picture.evaluate("({ naturalWidth, naturalHeight }) => [naturalWidth, naturalHeight]")
    assert drawn == [1280, 720]
    assert page.locator("chain-rule iframe").count() == 0
    page.evaluate(
        """() => {
          window.told = [];
          const element = document.querySelector('chain-rule');
          for (const type of ['ready', 'step']) {
            element.addEventListener(type, ({ detail }) => told.push([type, detail.index]));
          }
          addEventListener('keydown', ({ key }) => told.push(['key', key]));
        }"""
    )
    page.get_by_role("button", name="Step through it").click()
    page.wait_for_function("told.some(([type]) => type === 'ready')")
    page.wait_for_function("document.activeElement.localName === 'chain-rule'")
    page.keyboard.press("PageDown")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("told.length === 3")
    assert page.evaluate("told") == [["ready", 2], ["key", "PageDown"], ["step", 3]]
    answer = page.evaluate("document.querySelector('chain-rule').goTo('backward-2')")
    assert answer["step"] == "backward-2"
    page.evaluate("document.querySelector('chain-rule').step = 'accumulate-1'")
    page.wait_for_function("told.at(-1)[1] === 6")
    assert page.evaluate("document.querySelector('chain-rule').steps.length") == 12
    refused = page.evaluate(
        "document.querySelector('chain-rule').export('pdf').catch(({ message }) => message)"
    )
    assert refused.startswith('A frame gives svg, png or json, not "pdf"')
