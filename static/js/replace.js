/** Another run in the place of the one that is shown: the same step, the same node, the same view. */

import { knownPosition, sameNode, samePosition } from "./model/same.js";
import { stagesOf } from "./model/timeline.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./model/run.js").Run} Run */

/**
 * The change of the store that puts `run` where another one was.
 * @param {State} state
 * @param {Run} run
 * @returns {Partial<State>}
 */
export function replaced(state, run) {
  if (run === state.run) return {};
  const before = state.run;
  const here = (/** @type {number} */ position) => samePosition(before, run, position);
  const position = here(state.position);
  const kept = knownPosition(before, run, state.position) !== null;
  const stages = stagesOf(run.trace.steps[position - 1]).length;
  return {
    run,
    former: before,
    position,
    progress: 1,
    stage: kept && state.stage !== null && state.stage < stages ? state.stage : null,
    selected: state.selected === null ? null : sameNode(before, run, state.selected),
    pointed: null,
    revealed: new Set([...state.revealed].map(here)),
    twin: null, // of the run before; who shows it makes another
    bounds: [
      here(state.bounds[0]),
      state.bounds[1] < before.trace.steps.length ? here(state.bounds[1]) : run.trace.steps.length,
    ],
  };
}

/**
 * Remembers where the reader stood when a change stopped the program early: the change of the store
 * that leads back there, once another change has mended it and nobody left the failure meanwhile.
 * @returns {(state: State, run: Run) => Partial<State>}
 */
export function makeReturn() {
  /** @type {{run: Run, position: number} | null} */
  let stood = null;
  return ({ run: before, position }, run) => {
    const failed = before.trace.error !== null;
    if (!failed) stood = { run: before, position };
    const left = position < before.trace.steps.length;
    if (!failed || run.trace.error || left || !stood) return {};
    return { position: samePosition(stood.run, run, stood.position), stage: null };
  };
}
