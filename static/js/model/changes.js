/** What another number in the program changed: the same step in two runs. */

import { snapshotOf } from "./run.js";
import { knownPosition } from "./same.js";

/** @typedef {import("./run.js").Run} Run */
/** @typedef {import("../types.js").Snapshot} Snapshot */
/** @typedef {"forward" | "gradient" | "update"} Tone */
/** @typedef {{name: string, tone: Tone, snapshot: Snapshot | null}} Quantity */
/** @typedef {{name: string, tone: Tone, before: Snapshot | null, after: Snapshot | null}} Change */

/** Of longer runs, only so many steps are compared for the first difference. */
const MOST = 5000;

/**
 * What differs at a step from the same step of the run before; null where that has no such step.
 * @param {Run} run
 * @param {Run} former
 * @param {number} position
 * @returns {Change[] | null}
 */
export function changesAt(run, former, position) {
  const there = knownPosition(run, former, position);
  if (there === null) return null;
  const before = new Map(quantitiesAt(former, there).map((each) => [each.name, each.snapshot]));
  return quantitiesAt(run, position).flatMap(({ name, tone, snapshot }) => {
    const old = before.get(name);
    if (old === undefined || same(old, snapshot) || !comparable(old, snapshot)) return [];
    return [{ name, tone, before: old, after: snapshot }];
  });
}

/**
 * The first position at which something differs, null for none.
 * @param {Run} run
 * @param {Run} former
 */
export function firstChange(run, former) {
  const end = Math.min(run.trace.steps.length, MOST);
  for (let position = 1; position <= end; position += 1) {
    const changes = changesAt(run, former, position);
    if (changes === null || changes.length > 0) return position;
  }
  return null;
}

/**
 * What a step brought, by names that are no two times the same.
 * @param {Run} run
 * @param {number} position
 * @returns {Quantity[]}
 */
function quantitiesAt(run, position) {
  const step = run.trace.steps[position - 1];
  if (!step) return [];
  const of = (
    /** @type {string} */ name,
    /** @type {Tone} */ tone,
    /** @type {number | null} */ index,
  ) => ({ name, tone, snapshot: snapshotOf(run, index) });
  switch (step.kind) {
    case "forward": {
      const name = run.names.nodes[step.node];
      return step.outputs.map((index, output) => of(numbered(name, output), "forward", index));
    }
    case "backward": {
      const name = run.names.nodes[step.node];
      const left = step.left.filter(({ edge }) => edge !== null);
      return [
        ...step.arrived.map(({ output, sum }) =>
          of(`∂ ${numbered(name, output)}`, "gradient", sum),
        ),
        ...left.map(({ edge, snapshot }) => {
          const source = run.trace.edges[/** @type {number} */ (edge)].source;
          return of(`∂ to ${run.names.nodes[source]}`, "gradient", snapshot);
        }),
      ];
    }
    case "accumulate":
      return [of(`${run.names.tensors[step.tensor]}.grad`, "gradient", step.after)];
    case "update":
      return [of(run.names.tensors[step.tensor], "update", step.after)];
    default:
      return [];
  }
}

/**
 * @param {string} name
 * @param {number} output
 */
function numbered(name, output) {
  return output === 0 ? name : `${name}[${output}]`;
}

/**
 * Whether two snapshots are of one quantity: of another shape, it is another one of that name.
 * @param {Snapshot | null} one
 * @param {Snapshot | null} other
 */
function comparable(one, other) {
  return one === null || other === null || String(one.shape) === String(other.shape);
}

/**
 * Whether two snapshots hold the same; of large ones, as far as can be seen.
 * @param {Snapshot | null} one
 * @param {Snapshot | null} other
 */
function same(one, other) {
  if (one === null || other === null) return one === other;
  const held = (/** @type {Snapshot} */ { shape, dtype, values, statistics }) =>
    JSON.stringify([shape, dtype, values ?? statistics]);
  return held(one) === held(other);
}
