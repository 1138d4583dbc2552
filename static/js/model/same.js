/** What in a run is what it was in another one, after its program was changed. */

import { stopAt } from "./timeline.js";

/** @typedef {import("./run.js").Run} Run */
/** @typedef {{file: string | null, line: number | null}} Place */
/** @typedef {{steps: string[], nodes: string[]}} Looks of every step and node, as text */

/** A number, as far as another one in its place makes the same line. */
const NUMBER = /\d[\d_.]*(?:e[+-]?\d+)?/gi;

/**
 * The position in `after` that shows what `position` shows in `before`: after the same step of the
 * same line, or at the nearest there is.
 * @param {Run} before
 * @param {Run} after
 * @param {number} position
 */
export function samePosition(before, after, position) {
  const last = after.trace.steps.length;
  if (position === 0) return 0;
  if (position === before.trace.steps.length) return last;
  const same = knownPosition(before, after, position) ?? Math.min(position, last);
  return after.timeline.stops[stopAt(after.timeline, same)];
}

/**
 * The same position, null where there is none.
 * @param {Run} run
 * @param {Run} other
 * @param {number} position
 */
export function knownPosition(run, other, position) {
  if (position === 0) return 0;
  const index = twinsOf(run, other).steps[position - 1];
  return index === null ? null : index + 1;
}

/**
 * The node of `other` that a node of `run` is, null where there is none.
 * @param {Run} run
 * @param {Run} other
 * @param {number} node
 */
export function sameNode(run, other, node) {
  return twinsOf(run, other).nodes[node];
}

/** @typedef {{steps: (number | null)[], nodes: (number | null)[]}} Twins by index */
/** @type {WeakMap<Run, WeakMap<Run, Twins>>} */
const paired = new WeakMap();

/**
 * @param {Run} run
 * @param {Run} other
 * @returns {Twins}
 */
function twinsOf(run, other) {
  const known = paired.get(run) ?? new WeakMap();
  paired.set(run, known);
  const [ours, theirs] = [looksOf(run), looksOf(other)];
  const made = known.get(other) ?? {
    steps: twins(ours.steps, theirs.steps),
    nodes: twins(ours.nodes, theirs.nodes),
  };
  known.set(other, made);
  return made;
}

/**
 * For each of `all`, where in `others` is what looks like it, counted among those that look alike.
 * @param {string[]} all
 * @param {string[]} others
 */
function twins(all, others) {
  /** @type {Map<string, number[]>} */
  const places = new Map();
  others.forEach((look, index) => {
    const list = places.get(look);
    if (list) list.push(index);
    else places.set(look, [index]);
  });
  /** @type {Map<string, number>} */
  const counts = new Map();
  return all.map((look) => {
    const count = counts.get(look) ?? 0;
    counts.set(look, count + 1);
    return places.get(look)?.[count] ?? null;
  });
}

/** @type {WeakMap<Run, Looks>} */
const known = new WeakMap();

/**
 * @param {Run} run
 * @returns {Looks}
 */
function looksOf(run) {
  const made = known.get(run) ?? look(run);
  known.set(run, made);
  return made;
}

/**
 * @param {Run} run
 * @returns {Looks}
 */
function look({ trace, names }) {
  const lines = new Map(trace.program.files.map(({ name, text }) => [name, text.split("\n")]));
  const lineOf = (/** @type {Place} */ { file, line }) =>
    (lines.get(file ?? "")?.[(line ?? 0) - 1] ?? "").trim().replace(NUMBER, "0");
  const nodes = trace.nodes.map((node) => {
    const own = node.outputs.map((index) => (index === null ? "" : trace.tensors[index].name));
    return [node.kind, node.op, ...own, lineOf(node)].join("\n");
  });
  const steps = trace.steps.map((step) => {
    const node = "node" in step && step.node !== null ? nodes[step.node] : "";
    const tensor = "tensor" in step ? names.tensors[step.tensor] : "";
    return [step.kind, lineOf(step), node, tensor].join("\n");
  });
  return { nodes, steps };
}
