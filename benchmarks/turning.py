"""From a turned knob to its new numbers painted: the page in headless Chromium, on lessons."""

from benchmarks.painting import served, window
from benchmarks.table import table

__all__ = ["turning"]

# Lessons of 10 to 272 steps, and a number in each that is worth turning.
LESSONS = {
    "chain-rule": "3.0",
    "linear-regression": "2.3",
    "adam": "4.0",
    "training-loop": "0.2",
}
TURNS = {True: 13, False: 43}
WARMING = 3  # turns that do not count
# Each turn makes a number that no run had before; what the cards say tells that it is there.
TURN = """async ([number, turns]) => {
  const knob = [...document.querySelectorAll("input.knob")].find(({ value }) => value === number);
  const cards = () => [...document.querySelectorAll('[data-role="card"]')]
    .map((card) => card.getAttribute("aria-label")).join();
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage(null);
  }));
  const times = [];
  for (let turn = 1; turn <= turns; turn += 1) {
    const before = cards();
    const start = performance.now();
    knob.value = (Number(number) * (1 + turn / 200)).toFixed(5);
    knob.dispatchEvent(new Event("input", { bubbles: true }));
    while (cards() === before) {
      if (performance.now() - start > 20_000) throw new Error("Nothing came of the turn.");
      await painted();
    }
    times.push(performance.now() - start);
    await new Promise((done) => setTimeout(done, 100));
  }
  return times;
}"""


def turning(quick: bool) -> str:
    """The table of waiting times."""
    with served() as address, window() as page:
        with page.expect_response("**/api/session"):  # the token is handed in
            page.goto(address)
        rows = []
        for slug, number in list(LESSONS.items())[: 2 if quick else None]:
            page.goto(f"{address.partition('#')[0]}lessons/{slug}#motion=none&step=999")
            page.wait_for_selector("body.is-ready")
            page.keyboard.press("n")
            page.wait_for_selector("input.knob")
            times = sorted(page.evaluate(TURN, [number, TURNS[quick]])[WARMING:])
            p50, p95 = (times[round(share * (len(times) - 1))] for share in (0.5, 0.95))
            rows.append((slug, f"{p50:.0f} ms", f"{p95:.0f} ms"))
    return table(("lesson", "p50", "p95"), rows)
