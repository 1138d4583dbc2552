/** What two runs hold otherwise at the same moment: of cards, and of the steps just taken. */

import { at, heldAt } from "../history.js";
import { derivative } from "../sentence.js";
import { lossName } from "../chain.js";
import { short } from "../numbers.js";
import { snapshotOf } from "../run.js";
import { frameAt } from "../timeline.js";

/** @typedef {import("../run.js").Run} Run */
/** @typedef {import("../../types.js").Snapshot} Snapshot */
/** @typedef {import("./twin.js").Twin} Twin */
/** @typedef {"forward" | "gradient" | "update"} Tone */
/** @typedef {{name: string, tone: Tone, snapshot: Snapshot | null}} Quantity */
/** @typedef {{name: string, tone: Tone, left: Snapshot | null | undefined, right: Snapshot | null | undefined}} Compared */

/**
 * Whether two tensors would be shown otherwise.
 * @param {Snapshot | null} a
 * @param {Snapshot | null} b
 */
export function differ(a, b) {
  if (a === b) return false;
  return a === null || b === null || printed(a) !== printed(b);
}

/**
 * The nodes of both pictures whose value or gradient is another one on the other side. What only
 * one side has come to yet is no difference.
 * @param {Twin} twin
 * @param {import("./twin.js").Moment} moment
 * @returns {{left: ReadonlySet<number>, right: ReadonlySet<number>}}
 */
export function differences({ left, right, nodes }, moment) {
  const frame = left.layout.frames[frameAt(left.timeline, moment.left)];
  const found = [...new Set(frame.nodes)].flatMap((node) => {
    const other = nodes.get(node);
    if (other === undefined) return [];
    const [ours, theirs] = [held(left, node, moment.left), held(right, other, moment.right)];
    const differs = ours.some(
      (one, index) =>
        one !== undefined &&
        theirs[index] !== undefined &&
        differ(snapshotOf(left, one), snapshotOf(right, theirs[index])),
    );
    return differs ? [{ node, other }] : [];
  });
  return {
    left: new Set(found.map(({ node }) => node)),
    right: new Set(found.map(({ other }) => other)),
  };
}

/**
 * What the steps just taken made known, side by side; undefined where a side took none.
 * @param {Twin} twin
 * @param {number | null} left the position, null where this run took no step
 * @param {number | null} right
 * @returns {Compared[]}
 */
export function compared(twin, left, right) {
  const ours = left === null ? [] : quantities(twin.left, left);
  const theirs = right === null ? [] : quantities(twin.right, right);
  const rows = Math.max(ours.length, theirs.length);
  return Array.from({ length: rows }, (_, index) => {
    const { name, tone } = ours[index] ?? theirs[index];
    return { name, tone, left: ours[index]?.snapshot, right: theirs[index]?.snapshot };
  });
}

/**
 * @param {Run} run
 * @param {number} position
 * @returns {Quantity[]}
 */
function quantities(run, position) {
  const step = run.trace.steps[position - 1];
  const tell = QUANTITIES[step?.kind];
  return tell ? tell(run, /** @type {any} */ (step), position) : [];
}

/** @type {{[kind: string]: (run: Run, step: any, position: number) => Quantity[]}} */
const QUANTITIES = {
  forward: (run, /** @type {import("../../types.js").ForwardStep} */ { node, outputs }) =>
    outputs.map((snapshot) => of(run, run.names.nodes[node], "forward", snapshot)),
  backward: ofBackward,
  accumulate: (run, /** @type {import("../../types.js").AccumulateStep} */ step) => {
    const grad = `${run.names.tensors[step.tensor]}.grad`;
    return [
      of(run, `${grad} before`, "gradient", step.before),
      of(run, "comes in", "gradient", step.incoming),
      of(run, `${grad} after`, "gradient", step.after),
    ];
  },
  update: (run, /** @type {import("../../types.js").UpdateStep} */ step) => {
    const name = run.names.tensors[step.tensor];
    return [
      of(run, `${name} before`, "forward", step.before),
      of(run, `${name}.grad`, "gradient", step.grad),
      of(run, `${name} after`, "update", step.after),
    ];
  },
  zero_grad: (run, /** @type {import("../../types.js").ZeroGradStep} */ { cleared }) =>
    cleared.flatMap(({ tensor, before, after }) => [
      of(run, `${run.names.tensors[tensor]}.grad before`, "gradient", before),
      of(run, `${run.names.tensors[tensor]}.grad after`, "gradient", after),
    ]),
};

/**
 * @param {Run} run
 * @param {import("../../types.js").BackwardStep} step
 * @param {number} position
 * @returns {Quantity[]}
 */
function ofBackward(run, step, position) {
  const loss = lossName(run, position);
  const to = (/** @type {number} */ node) => derivative(loss, run.names.nodes[node]);
  return [
    ...step.arrived.map(({ sum }) => of(run, `${to(step.node)} arrives`, "gradient", sum)),
    ...step.left.flatMap(({ edge, snapshot }) =>
      edge === null
        ? []
        : of(run, `to ${run.names.nodes[run.trace.edges[edge].source]}`, "gradient", snapshot),
    ),
  ];
}

/**
 * @param {Run} run
 * @param {string} name
 * @param {Tone} tone
 * @param {number | null} snapshot
 * @returns {Quantity}
 */
function of(run, name, tone, snapshot) {
  return { name, tone, snapshot: snapshotOf(run, snapshot) };
}

/**
 * The value and the gradient of a node.
 * @param {Run} run
 * @param {number} node
 * @param {number} position
 */
function held({ trace, history }, node, position) {
  const { kind, outputs } = trace.nodes[node];
  const output = Math.max(
    outputs.findIndex((each) => each !== null),
    0,
  );
  const tensor = outputs[output] ?? null;
  const gradients =
    kind === "leaf" && tensor !== null
      ? history.grads.get(tensor)
      : history.gradients.get(at(node, output));
  return [heldAt(history.values.get(at(node, output)), position), heldAt(gradients, position)];
}

/** @param {Snapshot} snapshot */
function printed({ values, statistics, shape, dtype }) {
  if (values) return `${shape}: ${values.map((each) => short(each, dtype))}`;
  if (!statistics) return String(shape);
  const { mean, std, min, max, nans } = statistics;
  const told = [mean, std, min, max].map((each) => (each === null ? "" : short(each, dtype)));
  return `${shape}: ${told} ${nans}`;
}
