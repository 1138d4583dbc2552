"""A page with a player in a frame, as the player's messages make it known."""

from typing import Any

from playwright.sync_api import Frame, Page

__all__ = ["Host"]

LISTEN = """() => {
  window.heard = [];
  addEventListener("message", ({ data }) => { if (data?.ns === "chainrule") heard.push(data); });
}"""
ASK = """([type, fields, id, place]) => {
  const message = { ns: "chainrule", v: 1, id, type, ...fields };
  frames[place].postMessage(message, "*");
}"""


class Host:
    """Asks and hears; complains of what the console says."""

    def __init__(self, page: Page, allowed: str = "") -> None:
        self.page = page
        self.complaints: list[str] = []
        self._asked = 0

        def complain(text: str) -> None:
            if not (allowed and text.startswith(allowed)):
                self.complaints.append(text)

        page.on("console", lambda message: complain(message.text))
        page.on("pageerror", lambda error: complain(str(error)))

    @property
    def frame(self) -> Frame:
        """The player's, once it is ready."""
        (frame,) = self.page.main_frame.child_frames
        frame.wait_for_selector("body.is-ready")
        return frame

    def listen(self) -> None:
        self.page.evaluate(LISTEN)

    def ask(self, type: str, place: int = 0, **fields: object) -> dict[str, Any]:
        """The answer to a message, without what all messages have."""
        self._asked += 1
        self.page.evaluate(ASK, [type, fields, self._asked, place])
        self.page.wait_for_function(f"heard.some(({{ id }}) => id === {self._asked})")
        (answer,) = [each for each in self.heard() if each["id"] == self._asked]
        return {name: answer[name] for name in answer if name not in ("ns", "v", "id")}

    def say(self, data: object, place: int = 0) -> None:
        self.page.evaluate("([data, place]) => frames[place].postMessage(data, '*')", [data, place])

    def heard(self, type: str | None = None) -> list[dict[str, Any]]:
        """What the host was told so far."""
        every: list[dict[str, Any]] = self.page.evaluate("heard")
        return [each for each in every if type in (None, each["type"])]

    def forget(self) -> None:
        self.page.evaluate("heard.length = 0")
