/** What a card or a lane shows at one moment: the state, and how far into a step we are. */

import { at, heldAt, nodesOf } from "../model/history.js";
import { snapshotOf, stepAt } from "../model/run.js";

/** @typedef {import("../model/run.js").Run} Run */
/** @typedef {import("../types.js").Snapshot} Snapshot */
/**
 * `held` is the snapshot's index, null for none and undefined before anything is known; `seen`
 * (0…1) is how much of the content has appeared; `fresh`: this step brought it.
 * @typedef {object} Content
 * @property {number | null | undefined} held
 * @property {Snapshot | null} snapshot
 * @property {boolean} known
 * @property {number} seen
 * @property {boolean} fresh
 */
/**
 * @typedef {object} Moment
 * @property {Run} run
 * @property {number} position
 * @property {number} progress
 * @property {import("../types.js").Step | undefined} step
 * @property {import("../types.js").Phase | null} phase
 * @property {Set<number>} lit nodes that the step is about
 */

/** A step lights its source, travels, and settles; these are shares of it. */
export const LIGHT = 0.25;
export const SETTLE = 0.75;
const FADE = 0.25;

/** When, within its step, a change is seen. */
const APPEARS = Object.freeze({
  forward: SETTLE,
  backward: 0,
  accumulate: 0.5,
  update: 0.5,
  zero_grad: 0.5,
  hook: 0.5,
});

/**
 * @param {Run} run
 * @param {number} position
 * @param {number} progress
 * @returns {Moment}
 */
export function momentAt(run, position, progress) {
  const step = stepAt(run, position);
  const pass = run.trace.passes.find(({ first, last }) => first < position && position <= last + 1);
  return {
    run,
    position,
    progress,
    step,
    phase: pass?.phase ?? null,
    lit: new Set(step ? nodesOf(step, run.trace) : []),
  };
}

/**
 * @param {Moment} moment
 * @param {number} node
 * @param {number} output
 */
export function valueOf(moment, node, output) {
  return contentOf(moment, moment.run.history.values.get(at(node, output)));
}

/**
 * The gradient on a card: `.grad` of a leaf, what arrived at an operation.
 * @param {Moment} moment
 * @param {number} node
 * @param {number | null} tensor
 * @param {number} output
 */
export function gradientOf(moment, node, tensor, output) {
  const { history, trace } = moment.run;
  const isLeaf = trace.nodes[node].kind === "leaf";
  const series =
    isLeaf && tensor !== null ? history.grads.get(tensor) : history.gradients.get(at(node, output));
  return contentOf(moment, series);
}

/**
 * Whether a value has gone along an edge, and a gradient back.
 * @param {Moment} moment
 * @param {number} edge
 */
export function trafficOf({ run, position, progress, step }, edge) {
  const { target } = run.trace.edges[edge];
  const done = run.history.touched.get(target);
  const forward = done !== undefined && done[0] <= position;
  const runs = step?.kind === "forward" && step.node === target;
  const sent = run.history.sent.get(edge);
  const held = heldAt(sent, position);
  const leaves = sent !== undefined && sent.at.includes(position);
  return {
    forward: forward && !(runs && progress < LIGHT) ? (runs ? travelled(progress) : 1) : 0,
    backward: held === undefined || held === null ? 0 : leaves ? travelled(progress) : 1,
    going: runs ? 1 : leaves && held !== null ? -1 : 0,
    gradient: snapshotOf(run, held),
  };
}

/**
 * The share of the way that is done at `progress`.
 * @param {number} progress
 */
export function travelled(progress) {
  return eased(clamp((progress - LIGHT) / (SETTLE - LIGHT)));
}

/**
 * @param {Moment} moment
 * @param {import("../model/history.js").Series | undefined} series
 * @returns {Content}
 */
function contentOf({ run, position, progress, step }, series) {
  const now = heldAt(series, position);
  const before = position > 0 ? heldAt(series, position - 1) : now;
  if (now === before || !step) return content(run, now, 1, false);
  const starts = APPEARS[/** @type {keyof typeof APPEARS} */ (step.kind)] ?? 0;
  if (progress < starts) return content(run, before, 1, false);
  return content(run, now, clamp((progress - starts) / FADE), true);
}

/**
 * @param {Run} run
 * @param {number | null | undefined} held
 * @param {number} seen
 * @param {boolean} fresh
 * @returns {Content}
 */
function content(run, held, seen, fresh) {
  return { held, snapshot: snapshotOf(run, held), known: held !== undefined, seen, fresh };
}

/** @param {number} share */
function clamp(share) {
  return Math.min(Math.max(share, 0), 1);
}

/** @param {number} share */
function eased(share) {
  return share * share * (3 - 2 * share);
}
