/** A strip to choose an iteration by, with the loss or a parameter of each as a curve. */

import { coursesOf } from "../model/course.js";
import { frameAt } from "../model/timeline.js";
import { courseOf, numbersAt } from "./course.js";
import { button, element, fill } from "./dom.js";
import { icon } from "./icons.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../store.js").Store<State>} Store */
/** @typedef {import("../model/course.js").Course} Course */

/**
 * @param {Store} store
 * @param {HTMLElement} root
 * @param {import("../player.js").Player} player
 */
export function framesView(store, root, player) {
  let paint = stripOf(store, root, player);
  store.subscribe((state, before) => {
    if (state.run !== before.run || state.twin !== before.twin)
      paint = stripOf(store, root, player);
    else if (state.position !== before.position) paint(state);
  });
}

/**
 * The strip of the run that is shown; gives what moves it on.
 * @param {Store} store
 * @param {HTMLElement} root
 * @param {import("../player.js").Player} player
 * @returns {(state: State) => void}
 */
function stripOf(store, root, player) {
  const { run, twin } = store.get();
  const { frames, stops } = run.timeline;
  root.hidden = frames.length < 2;
  if (root.hidden) {
    fill(root);
    return () => {};
  }
  const courses = coursesOf(run);
  const others = twin ? coursesOf(twin.right) : [];
  const what = run.layout.pictures.length < frames.length / 2 ? "Iteration" : "Part";
  const go = (/** @type {number} */ frame) => {
    const { first } = frames[Math.min(Math.max(frame, 0), frames.length - 1)];
    player.jump(stops[first]);
  };
  const beside = (/** @type {number} */ by) => () =>
    go(frameAt(run.timeline, store.get().position) + by);
  const range = element("input", {
    type: "range",
    min: "0",
    max: String(frames.length - 1),
    step: "1",
    "aria-label": what,
    class: "frame-range",
    oninput: () => go(Number(range.value)),
  });
  const label = element("output", { class: "frame-label" });
  const plot = element("div", { class: "frame-plot" });
  let shown = courses[0] ?? EMPTY;
  const draw = (/** @type {Course} */ course) => {
    shown = course;
    const other = others.find(({ name }) => name === course.name) ?? null;
    fill(plot, ...courseOf(course, other, range));
    paint(store.get());
  };
  const paint = (/** @type {State} */ { position }) => {
    const frame = frameAt(run.timeline, position);
    range.value = String(frame);
    const words = `${what} ${frame + 1} of ${frames.length}`;
    const numbers = numbersAt(shown, frame);
    range.setAttribute("aria-valuetext", [words, numbers].filter(Boolean).join(", "));
    fill(label, element("b", {}, words), ` ${shown.lines.length > 1 ? "" : numbers}`);
  };
  fill(
    root,
    button("The one before", icon("back"), beside(-1)),
    courses.length > 1 && choiceOf(courses, draw),
    plot,
    button("The next one", icon("forward"), beside(1)),
    label,
  );
  draw(shown);
  return paint;
}

/** @type {Course} */
const EMPTY = { name: "", dtype: "torch.float32", lines: [] };

/**
 * What to draw over the iterations.
 * @param {Course[]} courses
 * @param {(course: Course) => void} draw
 */
function choiceOf(courses, draw) {
  const choice = element(
    "select",
    {
      class: "frame-choice",
      "aria-label": "Drawn over the iterations",
      onchange: () => draw(courses[Number(choice.value)]),
    },
    ...courses.map(({ name }, index) => element("option", { value: String(index) }, name)),
  );
  return choice;
}
