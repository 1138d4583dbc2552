/** The page's state in its address: read once, written at every change. */

import { lastUpTo } from "./model/history.js";
import { positionOf } from "./model/timeline.js";
import { momentOf } from "./model/twin/moments.js";
import { OVERLAYS, SPEEDS } from "./state.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Overlay} Overlay */
/** @typedef {import("./store.js").Store<State>} Store */

const THEMES = ["auto", "light", "dark", "print"];
/** Milliseconds between a change and its address. */
const PAUSE = 100;
const PARTS = ["code", "panel", "transport", "speed", "title", "overlays"];
/** Read by others: the server, the layout, the embedding page. */
const FOREIGN = new Set(["dir", "fit", "lang", "keys", "token"]);
const LARGEST_SEED = 2 ** 32 - 1;

/** @type {{[name: string]: (value: string, run: import("./model/run.js").Run) => Partial<State> | null}} */
const READERS = {
  step: readStep,
  from: (value, run) => bound(run, value, 0),
  to: (value, run) => bound(run, value, 1),
  show: (value) => ({
    show: /** @type {Overlay[]} */ (
      words(value).filter((word) => OVERLAYS.includes(/** @type {Overlay} */ (word)))
    ),
  }),
  hide: (value) => ({ hide: words(value).filter((word) => PARTS.includes(word)) }),
  theme: (value) =>
    THEMES.includes(value) ? { theme: /** @type {State["theme"]} */ (value) } : null,
  slide: (value) => ({ slide: isOn(value) }),
  font: (value) => ({ font: clamp(Number(value) || 1, 0.5, 3) }),
  motion: (value) => ({ still: value === "none" }),
  speed: (value) => ({ speed: nearest(Number(value) || 1) }),
  predict: (value) => ({ predict: isOn(value) }),
  autoplay: (value) => ({ playing: isOn(value) }),
  inside: (value) => ({ inside: isOn(value) }),
  knobs: (value) => ({ knobs: isOn(value) }),
  twin: (value) => ({ twinOf: value || null }),
  "twin-step": (value) => (/^\d+$/.test(value) ? { twinPosition: Number(value) } : null),
  program: (value) => ({ program: value }),
  seed: (value) => ({ seed: Math.floor(clamp(Number(value) || 0, 0, LARGEST_SEED)) }),
};

/**
 * What an address asks for; what cannot be is clamped or left out, with a warning.
 * @param {string} text parameters, without the ? or #
 * @param {import("./model/run.js").Run} run
 * @returns {Partial<State>}
 */
export function readAddress(text, run) {
  /** @type {Partial<State>} */
  let state = {};
  for (const [name, value] of new URLSearchParams(text)) {
    if (FOREIGN.has(name)) continue;
    const change = READERS[name]?.(value, run) ?? null;
    if (change === null)
      console.warn(`The address says ${name}=${value}, which this page does not know.`);
    else
      state = {
        ...state,
        ...(change.bounds
          ? { bounds: joined(state.bounds ?? [0, run.trace.steps.length], change.bounds) }
          : change),
      };
  }
  return state;
}

/**
 * The parameters that lead back to a state: only what is not as usual.
 * @param {State} state
 */
export function writeAddress(state) {
  const {
    run,
    position,
    stage,
    show,
    predict,
    inside,
    theme,
    hide,
    font,
    speed,
    slide,
    program,
    seed,
    knobs,
  } = state;
  const parts = new URLSearchParams();
  const step = run.trace.steps[position - 1];
  if (program !== null) parts.set("program", program);
  if (program !== null && seed) parts.set("seed", String(seed));
  if (step) parts.set("step", stage === null ? step.id : `${step.id}.${stage}`);
  if (show.length !== 1 || show[0] !== "values") parts.set("show", show.join(","));
  if (inside) parts.set("inside", "1");
  if (knobs) parts.set("knobs", "1");
  if (predict) parts.set("predict", "1");
  if (theme !== "auto") parts.set("theme", theme);
  if (hide.length) parts.set("hide", hide.join(","));
  if (slide) parts.set("slide", "1");
  if (font !== 1) parts.set("font", String(font));
  if (speed !== 1) parts.set("speed", String(speed));
  if (state.twinOf !== null) parts.set("twin", state.twinOf);
  if (isAlone(state)) parts.set("twin-step", String(state.twinPosition));
  return parts.toString().replaceAll("%2C", ",");
}

/**
/**
 * Whether the other run has gone on alone, so that the step does not say where it is.
 * @param {State} state
 */
function isAlone({ twin, position, twinPosition }) {
  return twin !== null && twin.moments[momentOf(twin, position)].right !== twinPosition;
}

/**
 * Keep the address in step with the store; a jump and another program make an entry in the history.
 * @param {Store} store
 * @param {(program: string | null, seed: number | null) => boolean} [recall] shows a program's run
 *   again, or says that it cannot
 */
export function keepAddress(store, recall = () => true) {
  let timer = 0;
  let jumped = false;
  const write = () => {
    timer = 0;
    const address = writeAddress(store.get());
    const method = jumped ? "pushState" : "replaceState";
    jumped = false;
    if (address !== location.hash.slice(1)) history[method](null, "", `#${address}`);
  };
  store.subscribe((state, before) => {
    if (WRITTEN.every((key) => state[key] === before[key])) return;
    jumped ||= Math.abs(state.position - before.position) > 1 && state.run === before.run;
    jumped ||= state.program !== before.program || state.seed !== before.seed;
    // A browser takes its time over each entry: not at every step of a run that is played.
    timer ||= setTimeout(write, PAUSE);
  });
  addEventListener("popstate", () => {
    const hash = location.hash.slice(1);
    const asked = new URLSearchParams(hash);
    if (!recall(asked.get("program"), Number(asked.get("seed")))) return;
    const read = readAddress(hash, store.get().run);
    store.set({ position: 0, stage: null, twinOf: null, ...read, progress: 1, playing: false });
  });
}

/** @type {readonly (keyof State)[]} */
const WRITTEN = [
  "position",
  "stage",
  "show",
  "predict",
  "inside",
  "knobs",
  "theme",
  "hide",
  "slide",
  "font",
  "speed",
  "twinOf",
  "twinPosition",
  "program",
  "seed",
];

/**
 * @param {string} value a step's id, with or without a stage, or a number of steps
 * @param {import("./model/run.js").Run} run
 * @returns {Partial<State> | null}
 */
function readStep(value, run) {
  const known = positionOf(run.trace, value);
  if (known !== null) return { position: known };
  const [, id, stage] = /^(.*)\.(\d)$/.exec(value) ?? [];
  const inner = id === undefined ? null : positionOf(run.trace, id);
  if (inner !== null) return { position: inner, stage: Number(stage), inside: true };
  return /^-?\d+$/.test(value) ? { position: clampStop(run, Number(value)) } : null;
}

/**
 * @param {import("./model/run.js").Run} run
 * @param {string} value
 * @param {0 | 1} end
 * @returns {Partial<State> | null}
 */
function bound(run, value, end) {
  const position = readStep(value, run)?.position;
  if (position === undefined) return null;
  const whole = run.trace.steps.length;
  return { bounds: end === 0 ? [position, whole] : [0, position] };
}

/**
 * @param {readonly [number, number]} a
 * @param {readonly [number, number]} b
 * @returns {[number, number]}
 */
function joined(a, b) {
  return [Math.max(a[0], b[0]), Math.max(Math.min(a[1], b[1]), Math.max(a[0], b[0]))];
}

/**
 * @param {import("./model/run.js").Run} run
 * @param {number} position
 */
function clampStop(run, position) {
  const { stops } = run.timeline;
  return stops[Math.max(lastUpTo(stops, clamp(position, 0, run.trace.steps.length)), 0)];
}

/** @param {number} speed */
function nearest(speed) {
  return SPEEDS.reduce((best, each) =>
    Math.abs(each - speed) < Math.abs(best - speed) ? each : best,
  );
}

/** @param {string} value */
function words(value) {
  return value.split(",").filter(Boolean);
}

/** @param {string} value */
export function isOn(value) {
  return !["0", "false", "off", ""].includes(value);
}

/**
 * @param {number} value
 * @param {number} least
 * @param {number} most
 */
function clamp(value, least, most) {
  return Math.min(Math.max(value, least), most);
}
