/** What the page is showing, and what the address says of it. */

/** @typedef {"values" | "requires_grad" | "grad_fn" | "chain"} Overlay */
/** @typedef {"auto" | "light" | "dark" | "print"} Theme */
/** @typedef {"follow" | "whole"} Fit the camera goes along with the step, or shows all that can be read */
/**
 * `position` counts the steps done, and `progress` (0…1) is how much of the last of them is.
 * `stage` tells a step from the inside: the index of the stage it has come to, null for all.
 * @typedef {object} State
 * @property {import("./model/run.js").Run} run
 * @property {import("./model/run.js").Run | null} former the run that was shown before this one
 * @property {string | null} program the one that was run here, as the address has it; null for the page's
 * @property {number | null} seed of that run
 * @property {number} position
 * @property {number} progress
 * @property {number | null} stage
 * @property {boolean} inside
 * @property {boolean} playing
 * @property {number} speed
 * @property {readonly Overlay[]} show
 * @property {readonly string[]} hide
 * @property {boolean} predict
 * @property {boolean} knobs the numbers of the program can be turned
 * @property {ReadonlySet<number>} revealed positions whose gradients were told
 * @property {{position: number, text: string} | null} answer what was said to the last guess
 * @property {number | null} selected a node
 * @property {import("./model/pointing.js").Pointed | null} pointed what the pointer or the focus is on
 * @property {Theme} theme
 * @property {Fit} fit
 * @property {boolean} slide for the wall: nothing but caption, picture and formula, in large type
 * @property {boolean} still no motion
 * @property {number} font the scale of all text
 * @property {readonly [number, number]} bounds the first and last position to be shown
 * @property {string | null} twinOf the lesson or trace that is asked for beside this one
 * @property {import("./model/twin/twin.js").Twin | null} twin both runs, once the other is there
 * @property {number} twinPosition where the other run is
 * @property {ReadonlySet<number>} differing nodes that hold something else on the other side
 */

/** @type {readonly Overlay[]} */
export const OVERLAYS = Object.freeze(["values", "requires_grad", "grad_fn", "chain"]);
export const SPEEDS = Object.freeze([0.25, 0.5, 1, 2, 4]);

/** @type {ReadonlySet<number>} */
const NONE = new Set();

/**
 * @param {import("./model/run.js").Run} run
 * @returns {State}
 */
export function initialState(run) {
  return {
    run,
    former: null,
    program: null,
    seed: null,
    position: 0,
    progress: 1,
    stage: null,
    inside: false,
    playing: false,
    speed: 1,
    show: ["values"],
    hide: [],
    predict: false,
    knobs: false,
    revealed: new Set(),
    answer: null,
    selected: null,
    pointed: null,
    theme: "auto",
    fit: "follow",
    slide: false,
    still: false,
    font: 1,
    bounds: [0, run.trace.steps.length],
    twinOf: null,
    twin: null,
    twinPosition: 0,
    differing: NONE,
  };
}

/**
 * Whether what the current step passes on is still to be guessed. What arrives was told before.
 * @param {State} state
 */
export function isHidden({ predict, revealed, run, position }) {
  const step = run.trace.steps[position - 1];
  if (!predict || revealed.has(position) || step?.kind !== "backward") return false;
  return step.left.some(({ edge, snapshot }) => edge !== null && snapshot !== null);
}
