/** The program, with the line that is running lit. */

import { cause, stepAt } from "../model/run.js";
import { element, fill } from "./dom.js";
import { coloured } from "./python.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../store.js").Store<State>} Store */

/**
 * @param {Store} store
 * @param {HTMLElement} root
 * @param {import("../player.js").Player} player
 */
export function codeView(store, root, player) {
  const { run } = store.get();
  const { files, entry } = run.trace.program;
  const shown = files.find(({ name }) => name === entry) ?? files[0];
  const firstStops = stepsByLine(run.trace.steps, shown?.name);
  const rows = (shown?.text ?? "")
    .replace(/\n+$/, "")
    .split("\n")
    .map((text, index) => {
      const stop = firstStops.get(index + 1);
      const words = element("code", {}, ...coloured(text));
      const number = element(
        "span",
        { class: "line-number", "aria-hidden": "true" },
        String(index + 1),
      );
      const row = element("li", { class: stop ? "line is-live" : "line", "data-line": index + 1 });
      if (stop === undefined) row.append(number, words);
      else
        row.append(
          element(
            "button",
            {
              type: "button",
              class: "line-button",
              title: "Go to this line's next step",
              onclick: () => player.jump(nextStop(stop, store.get().position)),
            },
            number,
            words,
          ),
        );
      return row;
    });
  fill(
    root,
    element("ol", { class: "code", "aria-label": `The program, ${shown?.name ?? ""}` }, ...rows),
  );
  const point = (/** @type {Event} */ event) => player.point(pointedBy(event.target, run));
  root.addEventListener("pointerover", point);
  root.addEventListener("pointerleave", () => player.point(null));

  let lit = -1;
  const paint = (/** @type {State} */ { position, pointed }) => {
    const lineOf = (/** @type {{file: string | null, line: number | null}} */ place) =>
      place.file === shown?.name ? (place.line ?? 0) : 0;
    const line = lineOf(cause(run, position));
    const origin = lineOf(stepAt(run, position) ?? { file: null, line: null });
    rows.forEach((row, index) => {
      const current = index + 1 === line;
      row.classList.toggle("is-current", current);
      row.classList.toggle("is-origin", !current && index + 1 === origin);
      row.classList.toggle("is-pointed", index + 1 === pointed?.line);
      if (current) row.setAttribute("aria-current", "step");
      else row.removeAttribute("aria-current");
    });
    root.dataset.phase =
      run.trace.passes.find(({ first, last }) => first < position && position <= last + 1)?.phase ??
      "";
    if (line && line !== lit) reveal(root, rows[line - 1]);
    lit = line;
  };
  store.subscribe((state, before) => {
    if (state.position !== before.position || state.pointed !== before.pointed) paint(state);
  });
  new ResizeObserver(() => lit > 0 && reveal(root, rows[lit - 1])).observe(root);
  paint(store.get());
}

/**
 * Scroll the pane, and nothing round it, so that a row can be seen.
 * @param {HTMLElement} root
 * @param {HTMLElement} row
 */
function reveal(root, row) {
  const [top, bottom] = [row.offsetTop, row.offsetTop + row.offsetHeight];
  if (top < root.scrollTop + 40) root.scrollTop = top - 80;
  else if (bottom > root.scrollTop + root.clientHeight - 40)
    root.scrollTop = bottom - root.clientHeight + 80;
}

/**
 * The positions after the steps of each line.
 * @param {import("../types.js").Step[]} steps
 * @param {string | undefined} file
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
 * @param {import("../model/run.js").Run} run
 */
function pointedBy(target, run) {
  const row = target instanceof Element ? target.closest("[data-line]") : null;
  if (!row) return null;
  const line = Number(row.getAttribute("data-line"));
  const nodes = run.trace.nodes.flatMap((node, index) => (node.line === line ? [index] : []));
  return { nodes, edges: [], line };
}
