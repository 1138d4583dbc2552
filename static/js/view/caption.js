/** Above the picture: where in the run we are, and one sentence on what happens. */

import { sentence } from "../model/sentence.js";
import { stepAt } from "../model/run.js";
import { stopAt } from "../model/timeline.js";
import { element, fill, spoken } from "./dom.js";

/** @typedef {import("../state.js").State} State */

const PHASES = Object.freeze({ forward: "Forward", backward: "Backward", update: "Update" });

/**
 * @param {import("../store.js").Store<State>} store
 * @param {HTMLElement} root
 */
export function captionView(store, root) {
  const paint = (/** @type {State} */ state) => {
    const { run, position, slide } = state;
    const { timeline, trace } = run;
    const phase = phaseAt(run, position);
    root.dataset.phase = phase ?? "";
    const count = `step ${stopAt(timeline, position)} of ${timeline.stops.length - 1}`;
    fill(
      root,
      element(
        "h2",
        { class: "eyebrow" },
        position > 0
          ? `${phase ? PHASES[phase] : "The program stops"} · ${count}${slide ? subject(run, position) : ""}`
          : slide
            ? trace.meta.title
            : "Before the first step",
      ),
      element("p", { class: "sentence" }, ...spoken(sentence(run, position))),
    );
  };
  store.subscribe((state, before) => {
    if (SEEN.some((key) => state[key] !== before[key])) paint(state);
  });
  paint(store.get());
}

/**
 * A line that fails outside of all passes is of none, whatever pass it came after.
 * @param {import("../model/run.js").Run} run
 * @param {number} position
 */
function phaseAt(run, position) {
  const { passes, error } = run.trace;
  if (stepAt(run, position)?.kind === "error") return error?.phase ?? null;
  return passes.find(({ first, last }) => first < position && position <= last + 1)?.phase ?? null;
}

/** @type {readonly (keyof State)[]} */
const SEEN = ["run", "position", "slide"];

/**
 * On a slide, what the step is about.
 * @param {import("../model/run.js").Run} run
 * @param {number} position
 */
function subject(run, position) {
  const step = stepAt(run, position);
  const node = step && "node" in step ? step.node : null;
  if (!step || node === null || node === undefined) return "";
  const { op, grad_fn: gradFn } = run.trace.nodes[node];
  const word = step.kind === "backward" ? (gradFn ?? op) : run.names.nodes[node];
  return ` · ${word}`;
}
