/** Restart, back, play, forward, end; the scrubber with its phases; the speed. */

import { frameAt, stopAt } from "../model/timeline.js";
import { momentAt } from "../model/twin/moments.js";
import { SPEEDS } from "../state.js";
import { button, element, fill } from "./dom.js";
import { icon } from "./icons.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../store.js").Store<State>} Store */

/** @type {readonly (keyof State)[]} */
const SEEN = [
  "run",
  "twin",
  "twinPosition",
  "twin",
  "twinPosition",
  "position",
  "playing",
  "speed",
];
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
  range.addEventListener("input", () => {
    const { run, twin } = store.get();
    if (twin) player.jumpToMoment(Number(range.value));
    else player.jump(run.timeline.stops[Number(range.value)]);
  });
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
    const { axis, index, count: whole } = placeIn(state);
    const frame = frameAt(state.run.timeline, state.position);
    const { first, last } = axis.frames[frame];
    if (frame !== shown) {
      shown = frame;
      bars = barsOf(axis.segments[frame]);
      fill(track, ...bars.map(({ bar }) => bar));
      range.min = String(first);
      range.max = String(Math.max(last, first + 1));
    }
    range.value = String(index);
    range.disabled = whole < 1;
    range.setAttribute("aria-valuetext", `step ${index} of ${whole}`);
    for (const { segment, bar } of bars)
      bar.style.setProperty("--done", String(shareOf(segment, index, first)));
    root.dataset.phase = bars.find(({ segment }) => index <= segment.last)?.segment.phase ?? "";
    fill(count, element("b", {}, String(index)), ` / ${whole}`);
    fill(play, icon(state.playing ? "pause" : "play"));
    play.setAttribute("aria-label", state.playing ? "Pause (space)" : "Play (space)");
    speed.value = String(state.speed);
  };
  store.subscribe((state, before) => {
    if (state.run !== before.run || state.twin !== before.twin) shown = -1;
    if (SEEN.some((key) => state[key] !== before[key])) paint(state);
  });
  paint(store.get());
}

/**
 * What the scrubber counts: the stops of one run, the moments of two side by side.
 * @param {State} state
 */
function placeIn({ run: { timeline }, twin, position, twinPosition }) {
  if (!twin) {
    return { axis: timeline, index: stopAt(timeline, position), count: timeline.stops.length - 1 };
  }
  const index = momentAt(twin, position, twinPosition);
  return { axis: twin.axis, index, count: twin.moments.length - 1 };
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
