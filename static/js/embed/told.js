/** What the host is told of the player. */

import { plain, sentence } from "../model/sentence.js";
import { pictureAt } from "../scene/scene.js";

/** @typedef {import("../state.js").State} State */

/**
 * The places that the player stops at, in order; `index` counts the steps done, as addresses do.
 * @param {State} state
 */
export function stopsOf({ run, bounds }) {
  return run.timeline.stops
    .filter((stop) => stop >= bounds[0] && stop <= bounds[1])
    .map((index) => ({
      index,
      step: run.trace.steps[index - 1]?.id ?? null,
      phase: phaseAt(run, index),
    }));
}

/** @param {State} state */
export function stepOf({ run, position }) {
  const step = run.trace.steps[position - 1];
  return {
    index: position,
    step: step?.id ?? null,
    phase: phaseAt(run, position),
    node: step && "node" in step ? step.node : null,
    caption: plain(sentence(run, position)),
  };
}

/**
 * @param {State} state
 * @param {{width: number, height: number}} size
 */
export function readyOf(state, size) {
  const phases = state.run.trace.passes.map(({ phase, first, last }) => ({ phase, first, last }));
  return {
    steps: stopsOf(state),
    index: state.position,
    phases,
    title: state.run.trace.meta.title,
    size,
  };
}

/** @param {State} state */
export function selectionOf({ run, selected }) {
  return { node: selected, name: selected === null ? null : run.names.nodes[selected] };
}

/**
 * The height at which the picture fills the width.
 * @param {State} state
 * @param {number} width
 * @param {number} around the height of what is above and below the picture
 */
export function heightFor({ run, position }, width, around) {
  const { picture } = pictureAt(run, position);
  return Math.round(around + (width * picture.height) / Math.max(picture.width, 1));
}

/**
 * @param {import("../model/run.js").Run} run
 * @param {number} position
 */
function phaseAt({ trace }, position) {
  const pass = trace.passes.find(({ first, last }) => first < position && position <= last + 1);
  return pass?.phase ?? null;
}
