/** The program, with the line that is running lit, and the line that it goes back through. */

import { cause, outputUpTo, stepAt } from "../model/run.js";
import { element, fill } from "./dom.js";
import { outputView } from "./output.js";
import { coloured } from "./python.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../store.js").Store<State>} Store */
/** @typedef {import("../model/run.js").Run} Run */
/** @typedef {{name: string, list: HTMLElement, rows: HTMLElement[]}} Listing */
/** @typedef {{file: string | null, line: number | null}} Place */

/**
 * @param {Store} store
 * @param {HTMLElement} root
 * @param {import("../player.js").Player} player
 */
export function codeView(store, root, player) {
  const jump = (/** @type {number[]} */ stops) =>
    player.jump(nextStop(stops, store.get().position));
  /** @type {Map<string, Listing>} */
  const listings = new Map();
  const listingOf = (/** @type {string} */ name) => {
    const known = listings.get(name);
    if (known) return known;
    const made = listing(store.get().run, name, jump);
    listings.set(name, made);
    return made;
  };
  let shown = listingOf(store.get().run.trace.program.entry);
  let lit = 0;
  const printed = outputView();

  const paint = (/** @type {State} */ { run, position, pointed }) => {
    const { files, entry } = run.trace.program;
    const place = cause(run, position);
    const wanted = files.some(({ name }) => name === place.file) ? place.file : shown.name;
    if (wanted !== shown.name || !root.contains(shown.list)) {
      shown = listingOf(wanted ?? entry);
      const name = files.length > 1 && element("p", { class: "file-name" }, shown.name);
      fill(root, name, shown.list, printed.node);
    }
    printed.show(outputUpTo(run, position));
    const line = lineIn(shown, place);
    mark(shown, line, lineIn(shown, stepAt(run, position) ?? NOWHERE), pointed?.line ?? 0);
    root.dataset.phase = phaseAt(run, position);
    if (line && line !== lit) reveal(root, shown.rows[line - 1]);
    lit = line;
  };
  const point = (/** @type {Event} */ event) =>
    player.point(pointedBy(event.target, store.get().run, shown.name));
  root.addEventListener("pointerover", point);
  root.addEventListener("pointerleave", () => player.point(null));
  store.subscribe((state, before) => {
    if (state.run !== before.run) {
      listings.clear();
      shown = listingOf(state.run.trace.program.entry);
    }
    if (SEEN.some((key) => state[key] !== before[key])) paint(state);
  });
  new ResizeObserver(() => lit > 0 && reveal(root, shown.rows[lit - 1])).observe(root);
  paint(store.get());
}

/** @type {readonly (keyof State)[]} */
const SEEN = ["run", "position", "pointed"];
/** @type {Place} */
const NOWHERE = { file: null, line: null };

/**
 * @param {Run} run
 * @param {string} name
 * @param {(stops: number[]) => void} jump
 * @returns {Listing}
 */
function listing(run, name, jump) {
  const text = run.trace.program.files.find((file) => file.name === name)?.text ?? "";
  const stops = stepsByLine(run.trace.steps, name);
  const rows = text
    .replace(/\n+$/, "")
    .split("\n")
    .map((words, index) => rowOf(words, index + 1, stops.get(index + 1), jump));
  return { name, rows, list: element("ol", { class: "code", "aria-label": name }, ...rows) };
}

/**
 * A line of the program; one that did something leads to its next step.
 * @param {string} text
 * @param {number} line
 * @param {number[] | undefined} stops
 * @param {(stops: number[]) => void} jump
 */
function rowOf(text, line, stops, jump) {
  const number = element("span", { class: "line-number", "aria-hidden": "true" }, String(line));
  const words = element("code", {}, ...coloured(text));
  if (!stops) return element("li", { class: "line", "data-line": line }, number, words);
  const title = "Go to this line's next step";
  const onclick = () => jump(stops);
  const go = element(
    "button",
    { type: "button", class: "line-button", title, onclick },
    number,
    words,
  );
  return element("li", { class: "line is-live", "data-line": line }, go);
}

/**
 * @param {Listing} listing
 * @param {number} line that is running
 * @param {number} origin of the operation that is gone back through
 * @param {number} pointed
 */
function mark({ rows }, line, origin, pointed) {
  rows.forEach((row, index) => {
    const current = index + 1 === line;
    row.classList.toggle("is-current", current);
    row.classList.toggle("is-origin", !current && index + 1 === origin);
    row.classList.toggle("is-pointed", index + 1 === pointed);
    if (current) row.setAttribute("aria-current", "step");
    else row.removeAttribute("aria-current");
  });
}

/**
 * @param {Listing} listing
 * @param {Place} place
 */
function lineIn({ name, rows }, { file, line }) {
  return file === name && line !== null && line <= rows.length ? line : 0;
}

/**
 * @param {Run} run
 * @param {number} position
 */
function phaseAt(run, position) {
  const pass = run.trace.passes.find(({ first, last }) => first < position && position <= last + 1);
  return pass?.phase ?? "";
}

/**
 * Scroll the pane, and nothing round it, so that a row can be seen.
 * @param {HTMLElement} root
 * @param {HTMLElement} row
 */
function reveal(root, row) {
  const [top, bottom] = [row.offsetTop, row.offsetTop + row.offsetHeight];
  if (top < root.scrollTop + 40) root.scrollTop = top - 80;
  else if (bottom > root.scrollTop + root.clientHeight - 40) {
    root.scrollTop = bottom - root.clientHeight + 80;
  }
}

/**
 * The positions after the steps of each line.
 * @param {import("../types.js").Step[]} steps
 * @param {string} file
 */
function stepsByLine(steps, file) {
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

/**
 * @param {number[]} stops
 * @param {number} position
 */
function nextStop(stops, position) {
  return stops.find((stop) => stop > position) ?? stops[0];
}

/**
 * @param {EventTarget | null} target
 * @param {Run} run
 * @param {string} file
 */
function pointedBy(target, run, file) {
  const row = target instanceof Element ? target.closest("[data-line]") : null;
  if (!row) return null;
  const line = Number(row.getAttribute("data-line"));
  const nodes = run.trace.nodes.flatMap((node, index) =>
    node.line === line && node.file === file ? [index] : [],
  );
  return { nodes, edges: [], line };
}
