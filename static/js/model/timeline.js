/** The places at which one can stop: positions, phases, frames and the stages inside a step. */

import { lastUpTo } from "./history.js";

/** @typedef {import("../types.js").Trace} Trace */
/** @typedef {import("../types.js").Layout} Layout */
/** @typedef {import("../types.js").Phase} Phase */
/**
 * A run of stops of one phase inside a frame, by index into `stops`.
 * @typedef {{phase: Phase, first: number, last: number}} Segment
 */
/**
 * `stops` are positions (counts of steps done); steps of folded nodes are not stopped at.
 * @typedef {object} Timeline
 * @property {number[]} stops
 * @property {Segment[][]} segments by frame
 * @property {{first: number, last: number}[]} frames by index into `stops`
 * @property {number[]} ends the position at which each frame ends
 */

/** How a step is told when it is told from the inside. */
const STAGES = Object.freeze({
  backward: ["arrives", "local", "product", "leaves"],
  accumulate: ["before", "incoming", "after"],
  update: ["before", "gradient", "after"],
});

/**
 * @param {Trace} trace
 * @param {Layout} layout
 * @returns {Timeline}
 */
export function makeTimeline(trace, layout) {
  const stops = stopsOf(trace, new Set(layout.folded));
  const ends = layout.frames.map((frame) => frame.last_step + 1);
  const frames = framesOf(stops, ends);
  const phases = phasesOf(trace);
  const segments = frames.map(({ first, last }) => segmentsOf(stops, phases, first, last));
  return { stops, segments, frames, ends };
}

/**
 * The frame in which a position is shown: the one of the step that was done last.
 * @param {Timeline} timeline
 * @param {number} position
 */
export function frameAt(timeline, position) {
  return Math.min(lastUpTo(timeline.ends, position - 1) + 1, timeline.ends.length - 1);
}

/**
 * The index of the stop at a position, or of the last one before it.
 * @param {Timeline} timeline
 * @param {number} position
 */
export function stopAt(timeline, position) {
  return Math.max(0, lastUpTo(timeline.stops, position));
}

/**
 * @param {Timeline} timeline
 * @param {number} position
 * @param {number} by stops, may be negative
 */
export function moved(timeline, position, by) {
  const index = stopAt(timeline, position) + by;
  return timeline.stops[Math.min(Math.max(index, 0), timeline.stops.length - 1)];
}

/**
 * The end of the next or the previous phase.
 * @param {Timeline} timeline
 * @param {number} position
 * @param {1 | -1} direction
 */
export function movedByPhase(timeline, position, direction) {
  const index = stopAt(timeline, position);
  const ends = [0, ...timeline.segments.flat().map((segment) => segment.last)];
  const target =
    direction > 0 ? ends.find((end) => end > index) : ends.findLast((end) => end < index);
  return timeline.stops[target ?? (direction > 0 ? timeline.stops.length - 1 : 0)];
}

/**
 * @param {import("../types.js").Step | undefined} step
 * @returns {readonly string[]}
 */
export function stagesOf(step) {
  if (!step) return [];
  return STAGES[/** @type {keyof typeof STAGES} */ (step.kind)] ?? [];
}

/**
 * The position after the step with this id; null where there is none.
 * @param {Trace} trace
 * @param {string} id
 */
export function positionOf(trace, id) {
  const index = trace.steps.findIndex((step) => step.id === id);
  return index < 0 ? null : index + 1;
}

/**
 * @param {Trace} trace
 * @param {Set<number>} folded
 */
function stopsOf(trace, folded) {
  const stops = [0];
  trace.steps.forEach((step, number) => {
    const hidden = step.kind === "forward" && folded.has(step.node);
    if (!hidden) stops.push(number + 1);
  });
  return stops;
}

/**
 * @param {number[]} stops
 * @param {number[]} ends
 */
function framesOf(stops, ends) {
  let first = 0;
  return ends.map((end) => {
    const last = Math.max(first, lastUpTo(stops, end));
    const frame = { first, last };
    first = last + 1;
    return frame;
  });
}

/**
 * The phase of every step.
 * @param {Trace} trace
 * @returns {Phase[]}
 */
function phasesOf(trace) {
  return trace.passes.flatMap(({ phase, first, last }) => Array(last - first + 1).fill(phase));
}

/**
 * @param {number[]} stops
 * @param {Phase[]} phases
 * @param {number} first
 * @param {number} last
 * @returns {Segment[]}
 */
function segmentsOf(stops, phases, first, last) {
  /** @type {Segment[]} */
  const segments = [];
  for (let index = first; index <= last; index += 1) {
    if (stops[index] === 0) continue;
    const phase = phases[stops[index] - 1];
    const open = segments.at(-1);
    if (open && open.phase === phase) open.last = index;
    else segments.push({ phase, first: index, last: index });
  }
  return segments;
}
