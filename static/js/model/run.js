/** A trace with everything that is derived from it once. */

import { batchesOf } from "./batch.js";
import { withPicture } from "./empty.js";
import { recordHistory } from "./history.js";
import { nameAll } from "./names.js";
import { makeTimeline } from "./timeline.js";

/** @typedef {import("../types.js").Trace} Trace */
/** @typedef {import("../types.js").Layout} Layout */
/** @typedef {import("../types.js").Snapshot} Snapshot */
/**
 * @typedef {object} Run
 * @property {Trace} trace
 * @property {Layout} layout
 * @property {import("./history.js").History} history
 * @property {import("./names.js").Names} names
 * @property {import("./timeline.js").Timeline} timeline
 * @property {Map<string, number>} batches the sizes of batches by node and output
 * @property {Map<number, number[]>} into edges by the node they go to
 * @property {Map<number, number[]>} from edges by the node they come from
 */

/**
 * @param {Trace} trace
 * @param {Layout} given
 * @returns {Run}
 */
export function makeRun(trace, given) {
  const layout = withPicture(given, trace.steps.length);
  const into = edgesBy(trace, "target");
  return {
    trace,
    layout,
    history: recordHistory(trace),
    names: nameAll(trace, layout),
    timeline: makeTimeline(trace, layout),
    batches: batchesOf(trace, into),
    into,
    from: edgesBy(trace, "source"),
  };
}

/**
 * The step that was done last, undefined at the beginning.
 * @param {Run} run
 * @param {number} position
 */
export function stepAt(run, position) {
  return position > 0 ? run.trace.steps[position - 1] : undefined;
}

/**
 * @param {Run} run
 * @param {number | null | undefined} index
 * @returns {Snapshot | null}
 */
export function snapshotOf(run, index) {
  return index === null || index === undefined ? null : run.trace.snapshots[index];
}

/**
 * The program's text on a line, without its indentation and comment.
 * @param {Run} run
 * @param {{file?: string | null, line?: number | null}} place
 */
export function lineText(run, { file, line }) {
  const source = run.trace.program.files.find(({ name }) => name === file);
  if (!source || !line) return "";
  return (source.text.split("\n")[line - 1] ?? "").trim().replace(/\s+#[^'"]*$/, "");
}

/**
 * What a run had printed by a position: to the end all of it, with what was printed to no step.
 * @param {Run} run
 * @param {number} position
 */
export function outputUpTo({ trace }, position) {
  if (position === trace.steps.length) return trace.output;
  return trace.steps
    .slice(0, position)
    .map((step) => (step.kind === "print" ? step.text : ""))
    .join("");
}

/**
 * The line that made a step happen: of a backward step the call of `backward`, not the line of
 * the operation that it goes back through.
 * @param {Run} run
 * @param {number} position
 * @returns {{file: string | null, line: number | null}}
 */
export function cause(run, position) {
  const step = stepAt(run, position);
  if (!step) return { file: null, line: null };
  if (step.kind !== "backward") return step;
  const pass = run.trace.passes.find(({ first, last }) => first < position && position <= last + 1);
  const steps = pass ? run.trace.steps.slice(pass.first, pass.last + 1) : [];
  return steps.find((each) => each.line !== null && atLeaf(run.trace, each)) ?? step;
}

/**
 * Whether a gradient ends there: kept in `.grad`, or handed to who asked for it.
 * @param {Trace} trace
 * @param {import("../types.js").Step} step
 */
function atLeaf(trace, step) {
  return (
    step.kind === "accumulate" ||
    (step.kind === "backward" && trace.nodes[step.node].kind === "leaf")
  );
}

/**
 * @param {Trace} trace
 * @param {"source" | "target"} end
 * @returns {Map<number, number[]>}
 */
function edgesBy(trace, end) {
  /** @type {Map<number, number[]>} */
  const all = new Map();
  trace.edges.forEach((edge, index) => {
    const list = all.get(edge[end]);
    if (list) list.push(index);
    else all.set(edge[end], [index]);
  });
  return all;
}
