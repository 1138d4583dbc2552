/** A file of the program as a list of lines; its numbers can be turned. */

import { element, fill } from "./dom.js";
import { coloured } from "./python.js";

/** @typedef {import("../model/run.js").Run} Run */
/** @typedef {import("./knobs.js").KnobInput} KnobInput */
/**
 * `numbers` are those of its knobs, as the program has them; `live`: it made a step.
 * @typedef {object} Line
 * @property {HTMLElement} row
 * @property {string} text
 * @property {string[]} numbers
 * @property {boolean} live
 * @property {KnobInput[]} knobs
 */
/** @typedef {{name: string, list: HTMLElement, lines: Line[], rows: HTMLElement[]}} Listing */

/**
 * A file of the program, line by line. Lines of `before` that only differ in their numbers stay what
 * they are: who is turning one keeps hold of it.
 * @param {Run} run
 * @param {string} name
 * @param {Listing | null} before
 * @param {(line: number) => void} go
 * @param {import("./knobs.js").Turnable | null} turnable
 * @returns {Listing}
 */
export function listing(run, name, before, go, turnable) {
  const program = run.trace.program.files.find((file) => file.name === name)?.text ?? "";
  const stops = stepsByLine(run.trace.steps, name);
  const literals = turnable?.literalsOf(program) ?? [];
  let from = 0;
  const lines = program
    .replace(/\n+$/, "")
    .split("\n")
    .map((text, index) => {
      const here = literals.flatMap((literal, at) =>
        literal.line === index + 1
          ? [{ ...literal, from: literal.from - from, to: literal.to - from, at }]
          : [],
      );
      from += text.length + 1;
      const numbers = here.map((literal) => literal.text);
      const known = before?.lines[index];
      const live = stops.has(index + 1);
      if (known && known.live === live && isKept(known, text, here, turnable)) {
        known.knobs.forEach((knob, each) => knob.sync(numbers[each]));
        return Object.assign(known, { text, numbers });
      }
      const knobs = here.flatMap((literal) => turnable?.input(literal, literal.at) ?? []);
      return { row: rowOf(text, index + 1, live, here, knobs, go), text, numbers, live, knobs };
    });
  const rows = lines.map(({ row }) => row);
  const list = before?.list ?? element("ol", { class: "code", "aria-label": name });
  if (rows.length !== list.children.length || rows.some((row, each) => row !== list.children[each]))
    fill(list, ...rows);
  return { name, lines, rows, list };
}

/**
 * @param {Line} line
 * @param {string} text
 * @param {Placed[]} literals
 * @param {import("./knobs.js").Turnable | null} turnable
 */
function isKept({ text: before, knobs }, text, literals, turnable) {
  if (knobs.length !== literals.length) return false;
  const bare = (knobs.length > 0 && turnable?.withoutNumbers) || String;
  return bare(before) === bare(text);
}

/** @typedef {import("../model/literals.js").Literal & {at: number}} Placed in its line; `at` which of the program's */

/**
 * A line of the program; one that did something leads to its next step.
 * @param {string} text
 * @param {number} line
 * @param {boolean} live
 * @param {Placed[]} literals
 * @param {KnobInput[]} knobs
 * @param {(line: number) => void} go
 */
function rowOf(text, line, live, literals, knobs, go) {
  const number = element("span", { class: "line-number", "aria-hidden": "true" }, String(line));
  const words = element("code", {}, ...spelled(text, literals, knobs));
  if (!live) return element("li", { class: "line", "data-line": line }, number, words);
  const title = "Go to this line's next step";
  const button = element(
    "button",
    { type: "button", class: "line-button", title, onclick: () => go(line) },
    number,
  );
  if (knobs.length === 0) {
    button.append(words);
    return element("li", { class: "line is-live", "data-line": line }, button);
  }
  // What can be turned stands beside the button, not in it.
  button.setAttribute("aria-label", `${title}: line ${line}`);
  return element("li", { class: "line is-live has-knobs", "data-line": line }, button, words);
}

/**
 * @param {string} text
 * @param {Placed[]} literals
 * @param {KnobInput[]} knobs
 */
function spelled(text, literals, knobs) {
  let end = 0;
  const parts = literals.flatMap(({ from, to }, index) => {
    const before = text.slice(end, from);
    end = to;
    return [...coloured(before), knobs[index].input];
  });
  return [...parts, ...coloured(text.slice(end))];
}

/**
 * The positions after the steps of each line.
 * @param {import("../types.js").Step[]} steps
 * @param {string} file
 */
export function stepsByLine(steps, file) {
  /** @type {Map<number, number[]>} */
  const lines = new Map();
  steps.forEach((step, index) => {
    if (!step.line || step.file !== file) return;
    const list = lines.get(step.line);
    if (list) list.push(index + 1);
    else lines.set(step.line, [index + 1]);
  });
  return lines;
}
