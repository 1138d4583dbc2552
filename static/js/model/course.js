/** What the iterations of a training run made of its loss, and of each of its parameters. */

import { at, heldAt } from "./history.js";
import { lossesOf } from "./losses.js";
import { real } from "./numbers.js";
import { snapshotOf } from "./run.js";

/** @typedef {import("./run.js").Run} Run */
/**
 * A number for each frame; NaN where there is none.
 * @typedef {{name: string, values: number[]}} Line
 */
/** @typedef {{name: string, dtype: string, lines: Line[]}} Course the lines of one quantity */

/** More elements than this are not told apart as lines. */
const MOST = 8;

/**
 * The loss first, then every parameter that changes and is small enough.
 * @param {Run} run
 * @returns {Course[]}
 */
export function coursesOf(run) {
  const losses = lossesOf(run);
  const known = losses.filter((loss) => loss !== null);
  const [first] = known;
  const values = losses.map((loss) => (loss ? real(loss.number) : NaN));
  // What has another name each time is no curve of one quantity.
  const loss =
    known.length && known.every(({ name }) => name === first.name)
      ? [{ name: first.name, dtype: first.dtype, lines: [{ name: first.name, values }] }]
      : [];
  return [...loss, ...run.trace.tensors.flatMap((_, tensor) => courseOf(run, tensor))];
}

/**
 * What a parameter holds at the end of each frame.
 * @param {Run} run
 * @param {number} index
 * @returns {Course[]}
 */
function courseOf(run, index) {
  const {
    node,
    output,
    is_leaf: leaf,
    requires_grad: needs,
    shape,
    dtype,
  } = run.trace.tensors[index];
  const size = shape.reduce((product, length) => product * length, 1);
  if (node === null || !leaf || !needs || size > MOST) return [];
  const series = run.history.values.get(at(node, output));
  if (!series || new Set(series.snapshot).size < 2) return [];
  const held = run.timeline.ends.map((end) => snapshotOf(run, heldAt(series, end))?.values ?? null);
  const name = run.names.tensors[index];
  const lines = Array.from({ length: size }, (_, element) => ({
    name: shape.length ? `${name}[${placeOf(element, shape)}]` : name,
    values: held.map((values) => (values ? real(values[element]) : NaN)),
  }));
  return [{ name, dtype, lines }];
}

/**
 * @param {number} element counted row by row
 * @param {number[]} shape
 */
function placeOf(element, shape) {
  const places = [];
  for (const length of [...shape].reverse()) {
    places.unshift(element % length);
    element = Math.floor(element / length);
  }
  return places.join(", ");
}
