/** The program, with the line that is running lit, and the line that it goes back through. */

import { cause, outputUpTo, stepAt } from "../model/run.js";
import { element, fill } from "./dom.js";
import { listing, stepsByLine } from "./listing.js";
import { outputView } from "./output.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../store.js").Store<State>} Store */
/** @typedef {import("../model/run.js").Run} Run */
/** @typedef {import("./listing.js").Listing} Listing */
/** @typedef {{file: string | null, line: number | null}} Place */

/**
 * @param {Store} store
 * @param {HTMLElement} root
 * @param {import("../player.js").Player} player
 * @param {import("./knobs.js").Turnable | null} [numbers] where they can be turned
 * @returns {() => void} shows the numbers of the run again, whatever was turned
 */
export function codeView(store, root, player, numbers = null) {
  const go = (/** @type {number} */ line) => {
    const { run, position } = store.get();
    const stops = stepsByLine(run.trace.steps, shown.name).get(line);
    if (stops) player.jump(nextStop(stops, position));
  };
  /** @type {Map<string, Listing>} */
  const listings = new Map();
  const listingOf = (/** @type {string} */ name) => {
    const { run, knobs } = store.get();
    const turnable = knobs && name === run.trace.program.entry ? numbers : null;
    const made = listing(run, name, listings.get(name) ?? null, go, turnable);
    listings.set(name, made);
    return made;
  };
  let shown = listingOf(store.get().run.trace.program.entry);
  let lit = 0;
  const printed = outputView();

  const paint = (/** @type {State} */ { run, position, pointed }) => {
    const { files } = run.trace.program;
    const place = cause(run, position);
    const wanted = files.some(({ name }) => name === place.file) ? place.file : shown.name;
    if (wanted !== null && wanted !== shown.name) shown = listings.get(wanted) ?? listingOf(wanted);
    if (!root.contains(shown.list)) {
      const name = files.length > 1 && element("p", { class: "file-name" }, shown.name);
      fill(root, name, shown.list, printed.node);
    }
    printed.show(outputUpTo(run, position));
    const line = lineIn(shown, place);
    mark(shown, line, lineIn(shown, stepAt(run, position) ?? NOWHERE), pointed?.line ?? 0);
    shown.rows.forEach((row, index) => row.classList.toggle("is-failing", fails(run, index + 1)));
    root.dataset.phase = phaseAt(run, position);
    if (line && line !== lit) reveal(root, shown.rows[line - 1]);
    lit = line;
  };
  const point = (/** @type {Event} */ event) =>
    player.point(pointedBy(event.target, store.get().run, shown.name));
  root.addEventListener("pointerover", point);
  root.addEventListener("focusin", point);
  for (const end of ["pointerleave", "focusout"])
    root.addEventListener(end, () => player.point(null));
  // A browser scrolls sideways to a number that it focuses; who leaves the numbers reads on at the left.
  root.addEventListener("focusout", ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && root.contains(relatedTarget))) root.scrollLeft = 0;
  });
  store.subscribe((state, before) => {
    if (state.run !== before.run || state.knobs !== before.knobs) {
      const { files, entry } = state.run.trace.program;
      const kept = files.some(({ name }) => name === shown.name) ? shown.name : entry;
      if (files.length > 1) listings.clear();
      shown = listingOf(kept);
    }
    if (SEEN.some((key) => state[key] !== before[key])) paint(state);
  });
  new ResizeObserver(() => lit > 0 && reveal(root, shown.rows[lit - 1])).observe(root);
  paint(store.get());
  return () => {
    for (const { knobs, numbers } of shown.lines)
      knobs.forEach((knob, index) => knob.sync(numbers[index], true));
  };
}

/** @type {readonly (keyof State)[]} */
const SEEN = ["run", "knobs", "position", "pointed"];
/** @type {Place} */
const NOWHERE = { file: null, line: null };

/**
 * @param {Run} run
 * @param {number} line
 */
function fails({ trace: { error, program } }, line) {
  return error !== null && error.line === line && error.file === program.entry;
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
  const height = Math.max(row.offsetHeight, 1);
  if (top < root.scrollTop + 40) root.scrollTop = top - 2 * height;
  else if (bottom > root.scrollTop + root.clientHeight - 40) {
    // Whole lines: none is cut at the top.
    const lines = Math.ceil((bottom + 80 - root.clientHeight - top) / height);
    root.scrollTop = top + lines * height;
  }
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
