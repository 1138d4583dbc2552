/** The table of the steps of the frame that is shown. */

import { nodesOf } from "../model/history.js";
import { plain, sentence } from "../model/sentence.js";
import { frameAt, stopAt } from "../model/timeline.js";
import { element, fill } from "./dom.js";
import { pointFrom } from "./pointer.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../store.js").Store<State>} Store */

const MOST = 400;
/** @type {readonly (keyof State)[]} */
const SEEN = ["run", "position", "predict"];

/**
 * @param {Store} store
 * @param {HTMLElement} root
 * @param {import("../player.js").Player} player
 */
export function stepsView(store, root, player) {
  let shown = "";
  /** @type {Map<number, HTMLElement>} */
  let rows = new Map();
  const paint = () => {
    const state = store.get();
    if (root.hidden) return;
    const frame = frameAt(state.run.timeline, state.position);
    // To be guessed is what comes after this step: then the table grows with the telling.
    const wanted = `${frame} ${state.predict ? state.position : ""}`;
    if (wanted !== shown || (!rows.has(state.position) && state.position > 0)) {
      shown = wanted;
      rows = rowsOf(state, frame, player);
      fill(root, tableOf(rows, captionOf(state, frame, rows.size)));
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
    if (state.run !== before.run) shown = "";
    if (SEEN.some((key) => state[key] !== before[key])) paint();
    if (state.pointed !== before.pointed) point(rows, state);
  });
  pointFrom(store, root, player.point);
  paint();
  return paint;
}

/**
 * Light up the steps of what is pointed at elsewhere: a node, an edge, a line.
 * @param {Map<number, HTMLElement>} rows
 * @param {State} state
 */
function point(rows, { run, pointed }) {
  for (const [position, row] of rows) {
    const nodes = nodesOf(run.trace.steps[position - 1], run.trace);
    const meant = pointed?.nodes.length ? pointed.nodes.slice(-1) : [];
    row.classList.toggle(
      "is-pointed",
      meant.some((node) => nodes.includes(node)),
    );
  }
}

/**
 * @param {State} state
 * @param {number} frame
 * @param {import("../player.js").Player} player
 */
function rowsOf({ run, position, predict }, frame, player) {
  const { stops, frames, segments } = run.timeline;
  const { first, last } = frames[frame];
  const start = Math.max(
    first,
    Math.min(stopAt(run.timeline, position) - MOST / 2, last + 1 - MOST),
  );
  const positions = stops.slice(start, Math.min(last + 1, start + MOST)).filter(Boolean);
  const phaseOf = (/** @type {number} */ stop) =>
    segments[frame].find((segment) => stop <= stops[segment.last])?.phase ?? "forward";
  return new Map(
    positions.map((stop) => {
      const go = element(
        "button",
        { type: "button", class: "step-link", onclick: () => player.jump(stop) },
        plain(sentence(run, stop, { hidden: predict && stop > position })),
      );
      const row = element(
        "tr",
        { class: `is-${phaseOf(stop)}`, "data-position": stop },
        element("td", {}, String(stopAt(run.timeline, stop))),
        element("td", {}, phaseOf(stop)),
        element("td", {}, go),
      );
      return [stop, row];
    }),
  );
}

/**
 * @param {State} state
 * @param {number} frame
 * @param {number} count of the rows that are shown
 */
function captionOf({ run }, frame, count) {
  const { frames } = run.timeline;
  const { first, last } = frames[frame];
  const part = frames.length > 1 ? `Steps of part ${frame + 1}` : "Steps";
  return count < last - first ? `${part}: ${count} of ${last - first + 1}` : part;
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
