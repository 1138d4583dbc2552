/** Numbers that can be turned: in the program itself, and a lesson's best ones as sliders. */

import { knobsIn } from "../model/knobs.js";
import {
  literalsOf,
  readLiteral,
  stepped,
  valueOf,
  withoutNumbers,
  written,
} from "../model/literals.js";
import { element, fill } from "./dom.js";

/** @typedef {import("../model/literals.js").Literal} Literal */
/** @typedef {(index: number, text: string) => void} Turn another number in the place of a literal */

/** @typedef {ReturnType<typeof knobInput>} KnobInput */
/** @typedef {ReturnType<typeof turnable>} Turnable */

/** Steps of a key with Shift, or of a page key. */
const LARGE = 10;
/** Dragging: pixels of one step, and before it begins. */
const PER_STEP = 6;
const SLACK = 4;
/** @type {{[key: string]: number}} */
const KEYS = { ArrowUp: 1, ArrowDown: -1, PageUp: LARGE, PageDown: -LARGE };

/**
 * What a listing needs so that its numbers can be turned; a page that runs nothing goes without.
 * @param {Turn} turn what a turned number does
 */
export function turnable(turn) {
  return {
    literalsOf,
    withoutNumbers,
    /** @param {Literal} literal @param {number} index */
    input: (literal, index) => knobInput(literal, index, turn),
  };
}

/**
 * A number of the program: typed over, stepped by the arrow keys, dragged to the side.
 * @param {Literal} literal
 * @param {number} index
 * @param {Turn} turn
 */
function knobInput(literal, index, turn) {
  const input = element("input", {
    type: "text",
    class: "knob",
    role: "spinbutton",
    inputMode: "decimal",
    autocomplete: "off",
    spellcheck: false,
    title: "Drag, type, or press ↑ ↓",
    "aria-label": `Number in line ${literal.line}`,
  });
  let dragging = false;
  let last = literal.text;
  const show = (/** @type {string} */ text) => {
    input.value = text;
    input.style.width = `${text.length + 0.4}ch`;
    input.setAttribute("aria-valuenow", String(valueOf(text)));
    input.setAttribute("aria-valuetext", text);
    input.removeAttribute("aria-invalid");
  };
  const move = (/** @type {string} */ text) => {
    last = text;
    show(text);
    turn(index, text);
  };
  input.addEventListener("input", () => {
    input.style.width = `${input.value.length + 0.4}ch`;
    const text = readLiteral(input.value);
    input.setAttribute("aria-invalid", String(text === null));
    if (text === null) return;
    last = text;
    turn(index, text);
  });
  input.addEventListener("keydown", (event) => {
    const { key, shiftKey } = event;
    if (key === "Enter" || key === "Escape") return input.blur();
    const by = KEYS[key];
    if (!by) return;
    event.preventDefault(); // a page key would scroll the program from under the hand
    const text = readLiteral(input.value);
    if (text !== null) move(stepped(text, by * (shiftKey ? LARGE : 1)));
  });
  input.addEventListener("blur", () => {
    if (readLiteral(input.value) === null) show(last);
  });
  drag(
    input,
    (steps, start) => move(stepped(start, steps)),
    (on) => (dragging = on),
  );
  show(literal.text);
  return {
    input,
    /** What the program says; while the number is being turned, the reader's hand knows better. */
    sync(/** @type {string} */ text, force = false) {
      last = text;
      const busy = dragging || input.matches(":focus");
      if (input.value !== text && (force || !busy)) show(text);
    },
  };
}

/**
 * @param {HTMLInputElement} input
 * @param {(steps: number, start: string) => void} move
 * @param {(on: boolean) => void} tell
 */
function drag(input, move, tell) {
  /** @type {{x: number, text: string, steps: number} | null} */
  let from = null;
  input.addEventListener("pointerdown", ({ clientX, button }) => {
    const text = readLiteral(input.value);
    if (button === 0 && text !== null) from = { x: clientX, text, steps: 0 };
  });
  input.addEventListener("pointermove", ({ clientX, pointerId }) => {
    if (!from) return;
    const way = clientX - from.x;
    if (!input.hasPointerCapture(pointerId)) {
      if (Math.abs(way) < SLACK) return;
      input.setPointerCapture(pointerId);
      input.classList.add("is-dragged");
      tell(true);
    }
    const steps = Math.round(way / PER_STEP);
    if (steps === from.steps) return;
    from.steps = steps;
    move(steps, from.text);
  });
  for (const end of ["pointerup", "pointercancel"])
    input.addEventListener(end, () => {
      from = null;
      input.classList.remove("is-dragged");
      tell(false);
    });
}

/**
 * A lesson's best numbers, as sliders.
 * @param {HTMLElement} root
 * @param {readonly import("../model/knobs.js").Knob[]} knobs
 * @param {Turn} turn
 * @returns {(program: string) => void} brings them up to date
 */
export function slidersView(root, knobs, turn) {
  /** @type {ReturnType<typeof slider>[]} */
  let sliders = [];
  return (program) => {
    const found = knobsIn(program, knobs);
    root.hidden = found.length === 0;
    if (found.length !== sliders.length) {
      sliders = found.map(({ knob }) => slider(knob, turn));
      fill(root, ...sliders.map(({ node }) => node));
    }
    found.forEach((each, position) => sliders[position].update(each));
  };
}

/**
 * @param {import("../model/knobs.js").Knob} knob
 * @param {Turn} turn
 */
function slider({ label, min, max, step }, turn) {
  let [at, like] = [0, "0.0"];
  const output = element("output", { class: "slider-value" });
  const range = element("input", {
    type: "range",
    min: String(min),
    max: String(max),
    step: String(step),
    "aria-label": label,
    "data-keys": "own",
  });
  const say = (/** @type {string} */ text) => {
    output.textContent = text;
    range.setAttribute("aria-valuetext", text);
  };
  range.addEventListener("input", () => {
    const text = written(Number(range.value), step, like);
    say(text);
    turn(at, text);
  });
  return {
    node: element("label", { class: "slider" }, element("span", {}, label), range, output),
    /** @param {import("../model/knobs.js").Found} found */
    update({ index, text, value }) {
      [at, like] = [index, text];
      range.value = String(value);
      say(text);
    },
  };
}
