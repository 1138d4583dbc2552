/** A strip to choose an iteration by, with the loss of each as a curve. */

import { real, short } from "../model/numbers.js";
import { frameAt } from "../model/timeline.js";
import { lossesOf } from "../model/losses.js";
import { button, element, fill } from "./dom.js";
import { icon } from "./icons.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../store.js").Store<State>} Store */

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 100;

/**
 * @param {Store} store
 * @param {HTMLElement} root
 * @param {import("../player.js").Player} player
 */
export function framesView(store, root, player) {
  let paint = stripOf(store, root, player);
  store.subscribe((state, before) => {
    if (state.run !== before.run) paint = stripOf(store, root, player);
    else if (state.position !== before.position) paint(state);
  });
}

/**
 * The strip of the run that is shown; gives what moves it on.
 * @param {Store} store
 * @param {HTMLElement} root
 * @param {import("../player.js").Player} player
 * @returns {(state: State) => void}
 */
function stripOf(store, root, player) {
  const { run } = store.get();
  const { frames, stops } = run.timeline;
  root.hidden = frames.length < 2;
  if (root.hidden) {
    fill(root);
    return () => {};
  }
  const losses = lossesOf(run);
  const alike = run.layout.pictures.length < frames.length / 2;
  const what = alike ? "Iteration" : "Part";
  const go = (/** @type {number} */ frame) => {
    const { first } = frames[Math.min(Math.max(frame, 0), frames.length - 1)];
    player.jump(stops[first]);
  };
  const range = element("input", {
    type: "range",
    min: "0",
    max: String(frames.length - 1),
    step: "1",
    "aria-label": what,
    class: "frame-range",
    oninput: () => go(Number(range.value)),
  });
  const label = element("output", { class: "frame-label" });
  const curve = curveOf(losses.map((loss) => (loss ? real(loss.number) : NaN)));
  const mark = element("span", { class: "frame-mark", "aria-hidden": "true" });
  fill(
    root,
    button("The one before", icon("back"), () =>
      go(frameAt(run.timeline, store.get().position) - 1),
    ),
    element("div", { class: "frame-curve" }, curve, mark, range),
    button("The next one", icon("forward"), () =>
      go(frameAt(run.timeline, store.get().position) + 1),
    ),
    label,
  );
  const paint = (/** @type {State} */ { position }) => {
    const frame = frameAt(run.timeline, position);
    const loss = losses[frame];
    range.value = String(frame);
    const words = `${what} ${frame + 1} of ${frames.length}`;
    range.setAttribute("aria-valuetext", words);
    fill(
      label,
      element("b", {}, words),
      loss ? ` ${loss.name} ${short(loss.number, loss.dtype)}` : "",
    );
    mark.style.left = `${(100 * frame) / Math.max(frames.length - 1, 1)}%`;
  };
  paint(store.get());
  return paint;
}

/** @param {number[]} values */
function curveOf(values) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "loss-curve");
  svg.setAttribute("viewBox", `0 0 ${Math.max(values.length - 1, 1)} ${HEIGHT}`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  const finite = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const points = values.flatMap((value, index) =>
    Number.isFinite(value)
      ? [`${index},${HEIGHT - 8 - ((value - low) / (high - low || 1)) * (HEIGHT - 16)}`]
      : [],
  );
  const line = document.createElementNS(SVG, "polyline");
  line.setAttribute("points", points.join(" "));
  svg.append(line);
  return svg;
}
