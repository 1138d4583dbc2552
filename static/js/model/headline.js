/** Where in the run we are: the line above the sentence. */

import { stepAt } from "./run.js";
import { stopAt } from "./timeline.js";

/** @typedef {import("./run.js").Run} Run */

const PHASES = Object.freeze({ forward: "Forward", backward: "Backward", update: "Update" });

/**
 * @param {Run} run
 * @param {number} position
 * @param {boolean} slide a slide says what the step is about, too, and begins with the title
 * @returns {{phase: import("../types.js").Phase | null, text: string}}
 */
export function headline(run, position, slide) {
  const { timeline, trace } = run;
  const phase = phaseAt(run, position);
  if (position === 0) return { phase, text: slide ? trace.meta.title : "Before the first step" };
  const count = `step ${stopAt(timeline, position)} of ${timeline.stops.length - 1}`;
  const about = slide ? subject(run, position) : "";
  return { phase, text: `${phase ? PHASES[phase] : "The program stops"} · ${count}${about}` };
}

/**
 * A line that fails outside of all passes is of none, whatever pass it came after.
 * @param {Run} run
 * @param {number} position
 */
function phaseAt(run, position) {
  const { passes, error } = run.trace;
  if (stepAt(run, position)?.kind === "error") return error?.phase ?? null;
  return passes.find(({ first, last }) => first < position && position <= last + 1)?.phase ?? null;
}

/**
 * On a slide, what the step is about.
 * @param {Run} run
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
