/** What the reader can do: each action is one change of the store. */

import { moved, movedByPhase, stagesOf } from "./model/timeline.js";
import { momentAt, momentOf } from "./model/twin/moments.js";
import { isHidden, SPEEDS } from "./state.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./store.js").Store<State>} Store */

/**
 * @param {Store} store
 */
export function makePlayer(store) {
  const here = () => store.get();
  const jump = (/** @type {number} */ position) =>
    store.set({ ...arrival(here(), position), playing: false });
  return {
    /** One stage, or one step, onwards; a guess is told before it is left behind. */
    next: () => store.set({ ...onwards(here()), playing: false }),
    back: () => store.set({ ...backwards(here()), playing: false }),
    nextPhase: () => jump(movedByPhase(here().run.timeline, here().position, 1)),
    previousPhase: () => jump(movedByPhase(here().run.timeline, here().position, -1)),
    restart: () => jump(here().bounds[0]),
    end: () => jump(here().bounds[1]),
    jump,
    /** @param {number} index of a moment of two runs side by side */
    jumpToMoment: (index) =>
      store.set({ ...toMoment(here(), index), progress: 1, stage: null, playing: false }),
    /** @param {number} tenth 0…9 */
    jumpToTenth(tenth) {
      const { stops } = here().run.timeline;
      jump(stops[Math.round(((stops.length - 1) * tenth) / 10)]);
    },
    toggle() {
      const state = here();
      if (state.playing) return store.set({ playing: false });
      const start = atEnd(state) ? arrival(state, state.bounds[0]) : onwards(state);
      store.set({ ...start, playing: true });
    },
    /** The clock calls this when a step has been shown for long enough. */
    playOn() {
      const state = here();
      store.set(atEnd(state) || isHidden(state) ? { playing: false } : onwards(state));
    },
    reveal: () => store.set({ revealed: told(here()) }),
    /** @param {string} text what to say to a guess that was right */
    answer: (text) =>
      store.set({ revealed: told(here()), answer: { position: here().position, text } }),
    /** @param {1 | -1} by */
    changeSpeed(by) {
      const index = SPEEDS.indexOf(here().speed) + by;
      store.set({ speed: SPEEDS[Math.min(Math.max(index, 0), SPEEDS.length - 1)] });
    },
    /** @param {import("./state.js").Overlay} overlay */
    toggleOverlay(overlay) {
      const { show } = here();
      const kept = show.filter((each) => each !== overlay);
      store.set({ show: kept.length < show.length ? kept : [...show, overlay] });
    },
    toggleInside() {
      const state = here();
      store.set({ inside: !state.inside, stage: null, progress: 1 });
    },
    togglePredict: () => store.set({ predict: !here().predict, revealed: new Set() }),
    /** @param {string | null} twinOf what to show beside this run */
    beside: (twinOf) => store.set({ twinOf }),
    /** @param {readonly {slug: string}[]} pairs to go through; after the last, one run alone */
    nextTwin(pairs) {
      const index = pairs.findIndex(({ slug }) => slug === here().twinOf);
      store.set({ twinOf: index < 0 && here().twinOf ? null : (pairs[index + 1]?.slug ?? null) });
    },
    /** @param {number | null} node */
    select: (node) => store.set({ selected: node }),
    /** @param {import("./model/pointing.js").Pointed | null} pointed */
    point: (pointed) => store.set({ pointed }),
  };
}

/** @typedef {ReturnType<typeof makePlayer>} Player */

/** @param {State} state */
function atEnd(state) {
  const { position, bounds, stage, run, inside } = state;
  const last = stagesOf(run.trace.steps[position - 1]).length - 1;
  const waits = state.twin !== null && state.twinPosition < lastOf(state.twin);
  return position >= bounds[1] && !waits && (!inside || stage === null || stage >= last);
}

/**
 * @param {State} state
 * @returns {Partial<State>}
 */
function onwards(state) {
  if (isHidden(state)) return { revealed: told(state) };
  const stages = stagesOf(state.run.trace.steps[state.position - 1]);
  if (state.inside && state.stage !== null && state.stage < stages.length - 1) {
    return { stage: state.stage + 1 };
  }
  const moment = reached(state, 1);
  const { position } = moment;
  if (position === state.position) return moment;
  const inner = state.inside && stagesOf(state.run.trace.steps[position - 1]).length > 0;
  return { ...moment, progress: 0, stage: inner ? 0 : null };
}

/**
 * @param {State} state
 * @returns {Partial<State>}
 */
function backwards(state) {
  const stages = stagesOf(state.run.trace.steps[state.position - 1]);
  if (state.inside && stages.length > 0) {
    const stage = state.stage ?? stages.length - 1;
    if (stage > 0) return { stage: stage - 1, progress: stage === stages.length - 1 ? 0 : 1 };
  }
  return { ...reached(state, -1), progress: 1, stage: null };
}

/**
 * A position at once, without travel.
 * @param {State} state
 * @param {number} position
 * @returns {Partial<State>}
 */
function arrival(state, position) {
  const there = within(state, moved(state.run.timeline, position, 0));
  const moment = state.twin ? toMoment(state, momentOf(state.twin, there)) : { position: there };
  return { ...moment, progress: 1, stage: null };
}

/**
 * Where so many steps lead; of two runs side by side, so many moments.
 * @param {State} state
 * @param {1 | -1} by
 * @returns {{position: number, twinPosition?: number}}
 */
function reached(state, by) {
  const { run, twin, position, twinPosition } = state;
  if (!twin) return { position: within(state, moved(run.timeline, position, by)) };
  return toMoment(state, momentAt(twin, position, twinPosition) + by);
}

/**
 * @param {State} state
 * @param {number} index
 * @returns {{position: number, twinPosition?: number}}
 */
function toMoment({ twin, position, bounds }, index) {
  if (!twin) return { position };
  const { left, right } = twin.moments[Math.min(Math.max(index, 0), twin.moments.length - 1)];
  return left < bounds[0] || left > bounds[1]
    ? { position }
    : { position: left, twinPosition: right };
}

/** @param {import("./model/twin/twin.js").Twin} twin */
function lastOf({ moments }) {
  return moments[moments.length - 1].right;
}

/**
 * @param {State} state
 * @param {number} position
 */
function within({ bounds }, position) {
  return Math.min(Math.max(position, bounds[0]), bounds[1]);
}

/** @param {State} state */
function told({ revealed, position }) {
  return new Set([...revealed, position]);
}
