/** Which tensors hold a batch along axis 0: examples that the program treats each by itself. */

import { at } from "./history.js";

/** @typedef {import("../types.js").Trace} Trace */
/** @typedef {import("../types.js").Edge} Edge */
/** @typedef {{shape: number[], into: Group | null, doubtful: boolean, met: boolean}} Group */

const set = (/** @type {string} */ names) => new Set(names.split(" "));

/** Rows meet what all of them share: they come first, in `addmm` second. */
const APPLIED = set("mm mv matmul linear addmm convolution native_batch_norm native_layer_norm");
const LOSS = /_loss$|^binary_cross/;
/** Element by element, or along another axis. */
const BY_ROWS = set(
  "add sub mul div pow neg abs exp log sqrt sigmoid tanh relu gelu silu dropout softmax log_softmax clone detach",
);
/** These may move or sum axes: which one, only different sizes tell. */
const MOVING = set("sum mean permute transpose t T view _unsafe_view reshape flatten");
/** Out of these comes a batch of its own. */
const PICKED = set("split getitem stack cat index slice select unbind index_select gather");

/**
 * The size of the batch by node and output. There is one where rows meet parameters that all of
 * them share, and nothing on their way mixes them or might: what is in doubt has none. Nor has
 * one example, which cannot be told from a size of one.
 * @param {Trace} trace
 * @param {Map<number, number[]>} into edges by the node that they go to
 * @returns {Map<string, number>}
 */
export function batchesOf(trace, into) {
  const groups = groupsOf(trace);
  for (const [node, edges] of into) {
    if (trace.nodes[node].phase === "forward")
      follow(
        trace,
        groups,
        edges.map((edge) => trace.edges[edge]),
        into,
      );
  }
  /** @type {Map<string, number>} */
  const batches = new Map();
  for (const [key, group] of groups) {
    const { met, doubtful } = rootOf(group);
    if (met && !doubtful && group.shape[0] > 1) batches.set(key, group.shape[0]);
  }
  return batches;
}

/**
 * Each tensor at first alone; parameters never have a batch.
 * @param {Trace} trace
 */
function groupsOf({ nodes, tensors }) {
  /** @type {Map<string, Group>} */
  const groups = new Map();
  nodes.forEach(({ outputs }, node) =>
    outputs.forEach((index, output) => {
      const tensor = index === null ? null : tensors[index];
      const shape = tensor?.shape ?? [];
      const owned = tensor?.role === "parameter" || tensor?.role === "buffer";
      groups.set(at(node, output), {
        shape,
        into: null,
        doubtful: owned || !shape.length,
        met: false,
      });
    }),
  );
  return groups;
}

/**
 * What one operation tells about what it reads and makes.
 * @param {Trace} trace
 * @param {Map<string, Group>} groups
 * @param {Edge[]} edges
 * @param {Map<number, number[]>} into
 */
function follow(trace, groups, edges, into) {
  const { target } = edges[0];
  const { op } = trace.nodes[target];
  if (PICKED.has(op)) return;
  const made = groups.get(at(target, 0));
  const slot = APPLIED.has(op) ? Number(op === "addmm") : undefined;
  const lost = LOSS.test(op) ? edges.map((edge) => read(groups, edge)) : [];
  for (const edge of edges) {
    const group = read(groups, edge);
    if (!group || !group.shape.length) continue;
    if (slot !== undefined && edge.target_input !== slot) continue;
    const reduced = !made?.shape.length;
    if (made && !reduced && keeps(op, group.shape, made.shape)) join(group, made);
    else if (reduced && lost[0]?.shape[0] === group.shape[0]) join(group, lost[0]);
    else if (!(reduced && MOVING.has(op))) rootOf(group).doubtful = true;
    if (slot === undefined) continue;
    const roles = edges.filter((each) => each !== edge).map((each) => originOf(trace, into, each));
    const root = rootOf(group);
    root.doubtful ||= roles.includes("intermediate");
    root.met ||= group.shape.length > 1 && roles.includes("parameter");
  }
}

/**
 * Whether rows are the same rows afterwards.
 * @param {string} op
 * @param {number[]} before
 * @param {number[]} after
 */
function keeps(op, before, after) {
  if (before[0] !== after[0]) return false;
  if (APPLIED.has(op)) return true;
  if (MOVING.has(op)) return before.filter((size) => size === before[0]).length === 1;
  return (BY_ROWS.has(op) || LOSS.test(op)) && before.length === after.length;
}

/**
 * The role of what an edge brings, through what only turns it.
 * @param {Trace} trace
 * @param {Map<number, number[]>} into
 * @param {Edge} edge
 * @returns {string | undefined}
 */
function originOf(trace, into, { source, source_output: output }) {
  const { op, outputs } = trace.nodes[source];
  const before = into.get(source);
  if (before?.length === 1 && MOVING.has(op)) return originOf(trace, into, trace.edges[before[0]]);
  return trace.tensors[outputs[output] ?? -1]?.role;
}

/** @param {Map<string, Group>} groups @param {Edge} edge */
function read(groups, { source, source_output: output }) {
  return groups.get(at(source, output));
}

/** @param {Group} group @returns {Group} */
function rootOf(group) {
  let root = group;
  while (root.into) root = root.into;
  return root;
}

/** @param {Group} group @param {Group} other */
function join(group, other) {
  const [one, two] = [rootOf(group), rootOf(other)];
  if (one === two) return;
  one.into = two;
  two.doubtful ||= one.doubtful;
  two.met ||= one.met;
}
