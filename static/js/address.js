/** The page's state in its address: read once, written at every change. */

import { lastUpTo } from "./model/history.js";
import { positionOf } from "./model/timeline.js";
import { momentOf } from "./model/twin/moments.js";
import { OVERLAYS, SPEEDS } from "./state.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Overlay} Overlay */
/** @typedef {import("./model/run.js").Run} Run */
/** @typedef {import("./store.js").Store<State>} Store */

/** Milliseconds between a change and its address. */
const PAUSE = 100;
const PARTS = ["code", "panel", "transport", "speed", "title", "overlays"];
const LARGEST_SEED = 2 ** 32 - 1;
const [LEAST_FONT, LARGEST_FONT] = [0.5, 3];

/**
 * What can only be one of a few words. The server, the layout and the embedding page read some of it.
 * @type {Readonly<{[name: string]: readonly string[]}>}
 */
const CHOICES = Object.freeze({
  theme: ["auto", "light", "dark", "print"],
  fit: ["follow", "whole"],
  motion: ["auto", "none"],
  dir: ["lr", "tb"],
  keys: ["focus", "parent", "none"],
  lang: ["en"],
});
/** Stays in the address as it was given: it is no state of the player's. */
const LASTING = ["dir", "keys", "lang"];
/** Read by others, before the page is there. */
const FOREIGN = ["token"];

/** @typedef {(sentence: string) => void} Warn says what was made of a value */

/** @type {{[name: string]: (value: string, run: Run, warn: Warn) => Partial<State> | null}} */
const READERS = {
  step: readStep,
  from: (value, run, warn) => bound(run, value, 0, warn),
  to: (value, run, warn) => bound(run, value, 1, warn),
  show: (value, _, warn) => {
    const show = /** @type {Overlay[]} */ (wordsOf(value, OVERLAYS, warn));
    return show.length > 0 || value === "" ? { show } : {};
  },
  hide: (value, _, warn) => ({ hide: wordsOf(value, PARTS, warn) }),
  theme: (value) => ({ theme: /** @type {State["theme"]} */ (value) }),
  fit: (value) => ({ fit: /** @type {State["fit"]} */ (value) }),
  slide: (value, _, warn) => flag("slide", value, warn),
  font: (value, _, warn) => numeric("font", value, [LEAST_FONT, LARGEST_FONT], warn),
  motion: (value) => (value === "none" ? { still: true } : {}),
  speed: readSpeed,
  predict: (value, _, warn) => flag("predict", value, warn),
  autoplay: (value, _, warn) => flag("playing", value, warn),
  inside: (value, _, warn) => flag("inside", value, warn),
  knobs: (value, _, warn) => flag("knobs", value, warn),
  twin: (value) => ({ twinOf: value || null }),
  "twin-step": (value) => (/^\d+$/.test(value) ? { twinPosition: Number(value) } : null),
  program: (value) => ({ program: value }),
  seed: (value) => ({ seed: Math.floor(clamp(Number(value) || 0, 0, LARGEST_SEED)) }),
};

/**
 * What an address asks for; what cannot be is clamped or left out, with a warning. Of a part of the
 * run, what is shown is in that part.
 * @param {string} text parameters, without the ? or #
 * @param {Run} run
 * @param {Pick<State, "position" | "bounds">} [now] where the player is
 * @returns {Partial<State>}
 */
export function readAddress(text, run, now = { position: 0, bounds: [0, run.trace.steps.length] }) {
  /** @type {Partial<State>} */
  let state = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const { bounds, ...change } = readOne(name, value, run);
    state = { ...state, ...change };
    if (bounds) state.bounds = joined(state.bounds ?? [0, run.trace.steps.length], bounds);
  }
  const [first, last] = state.bounds ?? now.bounds;
  const asked = state.position ?? now.position;
  const position = clamp(asked, first, last);
  if (position !== asked && state.position !== undefined)
    console.warn(`The address says step ${asked}, of the steps ${first} to ${last}.`);
  return position === now.position && state.position === undefined ? state : { ...state, position };
}

/**
 * @param {string} name
 * @param {string} value
 * @param {Run} run
 * @returns {Partial<State>}
 */
function readOne(name, value, run) {
  const said = `The address says ${name}=${value}`;
  const warn = (/** @type {string} */ sentence) => console.warn(`${said}; ${sentence}`);
  if (FOREIGN.includes(name)) return {};
  // Somebody else's words: "constructor" is none of these tables' own.
  const choices = Object.hasOwn(CHOICES, name) ? CHOICES[name] : null;
  const read = Object.hasOwn(READERS, name) ? READERS[name] : null;
  if (choices && !choices.includes(value)) {
    warn(`it can be ${choices.join(", ")}.`);
    return {};
  }
  if (choices && !read) return {};
  const change = read?.(value, run, warn) ?? null;
  if (change === null) console.warn(`${said}, which this page does not know.`);
  return change ?? {};
}

/**
 * The word that an address says, where it is one of those that there are.
 * @template {string} Word
 * @param {URLSearchParams} asked
 * @param {string} name
 * @returns {Word | null}
 */
export function choiceOf(asked, name) {
  const value = asked.get(name);
  return value !== null && CHOICES[name].includes(value) ? /** @type {Word} */ (value) : null;
}

/**
 * The parameters that lead back to a state: only what is not as usual.
 * @param {State} state
 * @param {string} [asked] the parameters that it began with, without the ? or #
 */
export function writeAddress(state, asked = "") {
  const {
    run,
    position,
    stage,
    show,
    predict,
    inside,
    theme,
    fit,
    hide,
    font,
    speed,
    slide,
    program,
    seed,
    knobs,
    bounds,
  } = state;
  const parts = new URLSearchParams();
  const { steps } = run.trace;
  const step = steps[position - 1];
  if (program !== null) parts.set("program", program);
  if (program !== null && seed) parts.set("seed", String(seed));
  if (step) parts.set("step", stage === null ? step.id : `${step.id}.${stage}`);
  if (bounds[0] > 0) parts.set("from", steps[bounds[0] - 1].id);
  if (bounds[1] < steps.length) parts.set("to", steps[bounds[1] - 1]?.id ?? "0");
  if (show.length !== 1 || show[0] !== "values") parts.set("show", show.join(","));
  if (inside) parts.set("inside", "1");
  if (knobs) parts.set("knobs", "1");
  if (predict) parts.set("predict", "1");
  if (theme !== "auto") parts.set("theme", theme);
  if (fit !== "follow") parts.set("fit", fit);
  if (hide.length) parts.set("hide", hide.join(","));
  if (slide) parts.set("slide", "1");
  if (font !== 1) parts.set("font", String(font));
  if (speed !== 1) parts.set("speed", String(speed));
  if (state.twinOf !== null) parts.set("twin", state.twinOf);
  if (isAlone(state)) parts.set("twin-step", String(state.twinPosition));
  const before = new URLSearchParams(asked);
  for (const name of LASTING) if (before.has(name)) parts.set(name, before.get(name) ?? "");
  return parts.toString().replaceAll("%2C", ",");
}

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
    const address = writeAddress(store.get(), location.hash.slice(1));
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
  "bounds",
  "theme",
  "fit",
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
 * @param {Run} run
 * @param {Warn} warn
 * @returns {Partial<State> | null}
 */
function readStep(value, run, warn) {
  const known = positionOf(run.trace, value);
  if (known !== null) return { position: known };
  const [, id, stage] = /^(.*)\.(\d)$/.exec(value) ?? [];
  const inner = id === undefined ? null : positionOf(run.trace, id);
  if (inner !== null) return { position: inner, stage: Number(stage), inside: true };
  if (!/^-?\d+$/.test(value)) return null;
  const last = run.trace.steps.length;
  if (clamp(Number(value), 0, last) !== Number(value)) warn(`there are steps 0 to ${last}.`);
  return { position: clampStop(run, Number(value)) };
}

/**
 * @param {Run} run
 * @param {string} value
 * @param {0 | 1} end
 * @param {Warn} warn
 * @returns {Partial<State> | null}
 */
function bound(run, value, end, warn) {
  const position = readStep(value, run, warn)?.position;
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
 * @param {Run} run
 * @param {number} position
 */
function clampStop(run, position) {
  const { stops } = run.timeline;
  return stops[Math.max(lastUpTo(stops, clamp(position, 0, run.trace.steps.length)), 0)];
}

/**
 * @param {string} value
 * @param {Run} _
 * @param {Warn} warn
 */
function readSpeed(value, _, warn) {
  const wanted = Number(value);
  if (!(wanted > 0)) return null;
  const speed = SPEEDS.reduce((best, each) =>
    Math.abs(each - wanted) < Math.abs(best - wanted) ? each : best,
  );
  if (speed !== wanted) warn(`it can be ${SPEEDS.join(", ")}.`);
  return { speed };
}

/**
 * @param {"font"} name
 * @param {string} value
 * @param {[number, number]} range
 * @param {Warn} warn
 */
function numeric(name, value, [least, most], warn) {
  if (value === "" || Number.isNaN(Number(value))) return null;
  const number = clamp(Number(value), least, most);
  if (number !== Number(value)) warn(`it can be ${least} to ${most}.`);
  return { [name]: number };
}

/**
 * @param {"slide" | "predict" | "playing" | "inside" | "knobs"} name
 * @param {string} value
 * @param {Warn} warn
 * @returns {Partial<State>}
 */
function flag(name, value, warn) {
  if (![...ON, ...OFF].includes(value)) warn("it can be 0 or 1.");
  return { [name]: isOn(value) };
}

/**
 * The words among those that there are.
 * @param {string} value
 * @param {readonly string[]} known
 * @param {Warn} warn
 */
function wordsOf(value, known, warn) {
  const words = value.split(",").filter(Boolean);
  if (!words.every((word) => known.includes(word))) warn(`it can be ${known.join(", ")}.`);
  return words.filter((word) => known.includes(word));
}

const ON = ["1", "true", "on"];
const OFF = ["0", "false", "off", ""];

/** @param {string} value */
export function isOn(value) {
  return !OFF.includes(value);
}

/**
 * @param {number} value
 * @param {number} least
 * @param {number} most
 */
function clamp(value, least, most) {
  return Math.min(Math.max(value, least), most);
}
