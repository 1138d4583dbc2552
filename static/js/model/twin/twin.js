/** Two runs under one scrubber: their moments, in which one of them or both take a step. */

import { nodesOf } from "../history.js";
import { frameAt } from "../timeline.js";
import { align } from "./align.js";
import { pairLines } from "./lines.js";

/** @typedef {import("../run.js").Run} Run */
/** @typedef {import("../../types.js").Step} Step */
/** @typedef {{left: number, right: number}} Moment the positions of both runs */
/**
 * `moments[0]` is before the first step of either. `axis` are the moments as a timeline: `frames`
 * and `segments` are by index into them.
 * @typedef {object} Twin
 * @property {Run} left
 * @property {Run} right
 * @property {Moment[]} moments
 * @property {Pick<import("../timeline.js").Timeline, "frames" | "segments">} axis
 * @property {Map<number, number>} nodes of the right run, by their counterparts in the left one
 * @property {import("./lines.js").Change[]} changes
 */

/**
 * @param {Run} left
 * @param {Run} right
 * @returns {Twin}
 */
export function makeTwin(left, right) {
  const lines = pairLines(left.trace, right.trace);
  const pairs = pairStops(left, right, lines.pairs);
  const moments = momentsOf(left, right, pairs);
  return {
    left,
    right,
    moments,
    axis: axisOf(left, right, moments),
    nodes: pairNodes(left, right, pairs),
    changes: lines.changes,
  };
}

/**
 * Whether two steps belong together, by stop; frame by frame where both have as many.
 * @param {Run} left
 * @param {Run} right
 * @param {Map<number, number>} lines
 * @returns {[number, number][]} pairs of indices into `stops`
 */
function pairStops(left, right, lines) {
  const [ours, theirs] = [left.timeline, right.timeline];
  const whole = [{ first: 1, last: Infinity }];
  const alike = ours.frames.length === theirs.frames.length;
  const parts = alike ? ours.frames : whole;
  const others = alike ? theirs.frames : whole;
  return parts.flatMap(({ first, last }, index) => {
    const [a, b] = [Math.max(first, 1), Math.max(others[index].first, 1)];
    const found = align(
      ours.stops.slice(a, last + 1),
      theirs.stops.slice(b, others[index].last + 1),
      (one, other) => worthOf(left, one, right, other, lines),
    );
    return found.map(([i, j]) => /** @type {[number, number]} */ ([a + i, b + j]));
  });
}

/**
 * @param {Run} left
 * @param {number} one
 * @param {Run} right
 * @param {number} other
 * @param {Map<number, number>} lines
 */
function worthOf(left, one, right, other, lines) {
  const [a, b] = [left.trace.steps[one - 1], right.trace.steps[other - 1]];
  if (a.kind !== b.kind || (a.line === null) !== (b.line === null)) return 0;
  if (a.line !== null && lines.get(a.line) !== b.line) return 0;
  return subjectOf(left, a) === subjectOf(right, b) ? 3 : 1;
}

/**
 * What a step is about, in a word.
 * @param {Run} run
 * @param {Step} step
 */
function subjectOf({ trace, names }, step) {
  if ("tensor" in step) return names.tensors[step.tensor];
  if ("node" in step && step.node !== null) return trace.nodes[step.node].op;
  return "";
}

/**
 * Where only one side has steps, that side goes on alone, the first one first.
 * @param {Run} left
 * @param {Run} right
 * @param {[number, number][]} pairs
 * @returns {Moment[]}
 */
function momentsOf(left, right, pairs) {
  const [ours, theirs] = [left.timeline.stops, right.timeline.stops];
  let [i, j] = [0, 0];
  const moments = [{ left: 0, right: 0 }];
  const add = () => moments.push({ left: ours[i], right: theirs[j] });
  for (const [nextI, nextJ] of [...pairs, [ours.length, theirs.length]]) {
    for (i += 1; i < nextI; i += 1) add();
    i -= 1;
    for (j += 1; j < nextJ; j += 1) add();
    j -= 1;
    if (nextI === ours.length) break;
    [i, j] = [nextI, nextJ];
    add();
  }
  return moments;
}

/**
 * @param {Run} left
 * @param {Run} right
 * @param {Moment[]} moments
 * @returns {Twin["axis"]}
 */
function axisOf(left, right, moments) {
  /** @type {{first: number, last: number}[]} */
  const frames = left.timeline.frames.map(() => ({ first: moments.length, last: 0 }));
  /** @type {import("../timeline.js").Segment[][]} */
  const segments = frames.map(() => []);
  moments.forEach((moment, index) => {
    const frame = frameAt(left.timeline, moment.left);
    frames[frame].first = Math.min(frames[frame].first, index);
    frames[frame].last = index;
    if (index === 0) return;
    const phase = phaseOf(left, right, moment, moments[index - 1]);
    const open = segments[frame].at(-1);
    if (open?.phase === phase) open.last = index;
    else segments[frame].push({ phase, first: index, last: index });
  });
  return { frames, segments };
}

/**
 * @param {Run} left
 * @param {Run} right
 * @param {Moment} moment
 * @param {Moment} before
 */
function phaseOf(left, right, moment, before) {
  const [{ trace }, position] =
    moment.left > before.left ? [left, moment.left] : [right, moment.right];
  const pass = trace.passes.find(({ first, last }) => first < position && position <= last + 1);
  return pass?.phase ?? "forward";
}

/**
 * The nodes of steps that belong together, and the leaves that they read.
 * @param {Run} left
 * @param {Run} right
 * @param {[number, number][]} pairs of stops
 * @returns {Map<number, number>}
 */
function pairNodes(left, right, pairs) {
  /** @type {Map<number, number>} */
  const nodes = new Map();
  const pair = (/** @type {number} */ one, /** @type {number} */ other) => {
    if (!nodes.has(one) && left.trace.nodes[one].kind === right.trace.nodes[other].kind)
      nodes.set(one, other);
  };
  for (const [i, j] of pairs) {
    const a = left.trace.steps[left.timeline.stops[i] - 1];
    const b = right.trace.steps[right.timeline.stops[j] - 1];
    const [ours, theirs] = [nodesOf(a, left.trace), nodesOf(b, right.trace)];
    if (ours.length === theirs.length) ours.forEach((node, index) => pair(node, theirs[index]));
    if (a.kind !== "forward" || b.kind !== "forward") continue;
    const [mine, others] = [inputsOf(left, a.node), inputsOf(right, b.node)];
    if (mine.length === others.length) mine.forEach((node, index) => pair(node, others[index]));
  }
  return nodes;
}

/**
 * The leaves that a node reads, in the order of its inputs.
 * @param {Run} run
 * @param {number} node
 */
function inputsOf({ trace, into }, node) {
  const edges = (into.get(node) ?? []).map((edge) => trace.edges[edge]);
  return edges
    .filter(({ source }) => trace.nodes[source].kind === "leaf")
    .sort((one, other) => one.target_input - other.target_input)
    .map(({ source }) => source);
}
