/** The table of the steps of the frame that is shown. */

import { plain, sentence } from "../model/sentence.js";
import { frameAt } from "../model/timeline.js";
import { element, fill } from "./dom.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../store.js").Store<State>} Store */

const MOST = 400;

/**
 * @param {Store} store
 * @param {HTMLElement} root
 * @param {import("../player.js").Player} player
 */
export function stepsView(store, root, player) {
  const { run } = store.get();
  let shown = -1;
  /** @type {Map<number, HTMLElement>} */
  let rows = new Map();
  const paint = () => {
    const state = store.get();
    if (root.hidden) return;
    const frame = frameAt(run.timeline, state.position);
    if (frame !== shown) {
      shown = frame;
      rows = rowsOf(state, frame, player);
      fill(
        root,
        tableOf(rows, run.timeline.frames.length > 1 ? `Steps of part ${frame + 1}` : "Steps"),
      );
    }
    for (const [position, row] of rows) {
      const current = position === state.position;
      row.classList.toggle("is-current", current);
      if (current) row.setAttribute("aria-current", "step");
      else row.removeAttribute("aria-current");
    }
    const current = rows.get(state.position);
    if (current) root.scrollTop = Math.max(0, current.offsetTop - root.clientHeight / 2);
  };
  store.subscribe((state, before) => {
    if (state.position !== before.position) paint();
  });
  paint();
  return paint;
}

/**
 * @param {State} state
 * @param {number} frame
 * @param {import("../player.js").Player} player
 */
function rowsOf({ run }, frame, player) {
  const { stops, frames, segments } = run.timeline;
  const { first, last } = frames[frame];
  const positions = stops
    .slice(first, Math.min(last + 1, first + MOST))
    .filter((position) => position > 0);
  const phaseOf = (/** @type {number} */ position) =>
    segments[frame].find((segment) => position <= stops[segment.last])?.phase ?? "forward";
  return new Map(
    positions.map((position) => {
      const go = element(
        "button",
        { type: "button", class: "step-link", onclick: () => player.jump(position) },
        plain(sentence(run, position)),
      );
      const row = element(
        "tr",
        { class: `is-${phaseOf(position)}` },
        element("td", {}, String(position)),
        element("td", {}, phaseOf(position)),
        element("td", {}, go),
      );
      return [position, row];
    }),
  );
}

/**
 * @param {Map<number, HTMLElement>} rows
 * @param {string} caption
 */
function tableOf(rows, caption) {
  const head = ["Step", "Phase", "What happens"].map((text) =>
    element("th", { scope: "col" }, text),
  );
  return element(
    "table",
    { class: "steps" },
    element("caption", {}, caption),
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...rows.values()),
  );
}
