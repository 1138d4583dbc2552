/** Restart, back, play, forward, end; the scrubber with its phases; the speed. */

import { frameAt, stopAt } from "../model/timeline.js";
import { SPEEDS } from "../state.js";
import { button, element, fill } from "./dom.js";
import { icon } from "./icons.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../store.js").Store<State>} Store */

/** @type {readonly (keyof State)[]} */
const SEEN = ["run", "position", "playing", "speed"];
const WORDS = Object.freeze({ forward: "Forward", backward: "Backward", update: "Update" });

/**
 * @param {Store} store
 * @param {HTMLElement} root
 * @param {import("../player.js").Player} player
 */
export function transportView(store, root, player) {
  const play = button("Play (space)", icon("play"), player.toggle, { class: "play" });
  const range = element("input", {
    type: "range",
    class: "scrubber",
    min: "0",
    max: "1",
    step: "1",
    "aria-label": "Step",
  });
  const track = element("div", { class: "track", "aria-hidden": "true" });
  const count = element("output", { class: "count" });
  const speed = element(
    "select",
    {
      class: "speed",
      "aria-label": "Speed",
      onchange: () => store.set({ speed: Number(speed.value) }),
    },
    ...SPEEDS.map((value) => element("option", { value: String(value) }, `${value}×`)),
  );
  range.addEventListener("input", () =>
    player.jump(store.get().run.timeline.stops[Number(range.value)]),
  );
  fill(
    root,
    element(
      "div",
      { class: "buttons", role: "group", "aria-label": "Playback" },
      button("To the start (Home)", icon("restart"), player.restart),
      button("One step back (←)", icon("back"), player.back),
      play,
      button("One step onwards (→)", icon("forward"), player.next),
      button("To the end (End)", icon("end"), player.end),
    ),
    element("div", { class: "scrub" }, track, range),
    element("div", { class: "aside" }, speed, count),
  );

  let shown = -1;
  /** @type {{segment: import("../model/timeline.js").Segment, bar: HTMLElement}[]} */
  let bars = [];
  const paint = (/** @type {State} */ state) => {
    const { timeline, trace } = state.run;
    const frame = frameAt(timeline, state.position);
    const { first, last } = timeline.frames[frame];
    if (frame !== shown) {
      shown = frame;
      bars = barsOf(timeline.segments[frame]);
      fill(track, ...bars.map(({ bar }) => bar));
      range.min = String(first);
      range.max = String(Math.max(last, first + 1));
    }
    const index = stopAt(timeline, state.position);
    range.value = String(index);
    range.setAttribute("aria-valuetext", `step ${state.position} of ${trace.steps.length}`);
    for (const { segment, bar } of bars)
      bar.style.setProperty("--done", String(shareOf(segment, index, first)));
    root.dataset.phase = bars.find(({ segment }) => index <= segment.last)?.segment.phase ?? "";
    fill(count, element("b", {}, String(index)), ` / ${timeline.stops.length - 1}`);
    fill(play, icon(state.playing ? "pause" : "play"));
    play.setAttribute("aria-label", state.playing ? "Pause (space)" : "Play (space)");
    speed.value = String(state.speed);
  };
  store.subscribe((state, before) => {
    if (state.run !== before.run) shown = -1;
    if (SEEN.some((key) => state[key] !== before[key])) paint(state);
  });
  paint(store.get());
}

/** @param {import("../model/timeline.js").Segment[]} segments */
function barsOf(segments) {
  return segments.map((segment) => {
    const count = segment.last - segment.first + 1;
    const bar = element(
      "div",
      { class: `segment is-${segment.phase}` },
      element("span", { class: "segment-name" }, WORDS[segment.phase]),
      element("span", { class: "segment-bar" }),
    );
    bar.style.flexGrow = String(count);
    return { segment, bar };
  });
}

/**
 * @param {import("../model/timeline.js").Segment} segment
 * @param {number} index
 * @param {number} start the first stop of the frame
 */
function shareOf({ first, last }, index, start) {
  const from = Math.max(first - 1, start);
  return Math.min(Math.max((index - from) / Math.max(last - from, 1), 0), 1);
}
