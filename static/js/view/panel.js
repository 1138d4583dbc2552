/** The panel: the current step told in words and numbers, or everything about one node. */

import { stagesOf } from "../model/timeline.js";
import { isHidden } from "../state.js";
import { element, fill } from "./dom.js";
import { accumulateSection } from "./panel/accumulate.js";
import { backwardSection, guesses } from "./panel/backward.js";
import { block } from "./panel/block.js";
import { changesSection } from "./panel/changes.js";
import { forwardSection } from "./panel/forward.js";
import { markPointed, pointFrom } from "./pointer.js";
import { errorSection, hookSection, printSection } from "./panel/others.js";
import { updateSection, zeroGradSection } from "./panel/update.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../store.js").Store<State>} Store */
/** @typedef {import("./panel/context.js").Context} Context */
/**
 * @typedef {object} Page
 * @property {import("../rules.js").Rules} rules
 * @property {import("./panel/context.js").Why} [why]
 * @property {(run: import("../model/run.js").Run) => import("../model/remarks.js").Remarks} remarks
 * @property {{slug: string, title: string} | null} [next] the lesson after this one
 * @property {((state: State) => HTMLElement[]) | null} [beside] what there is to say of a second run
 */

/** @type {{[kind: string]: (context: Context, step: any) => HTMLElement[]}} */
const SECTIONS = {
  forward: forwardSection,
  backward: backwardSection,
  accumulate: accumulateSection,
  update: updateSection,
  zero_grad: zeroGradSection,
  hook: hookSection,
  print: printSection,
  error: errorSection,
};

/**
 * @param {Store} store
 * @param {HTMLElement} root
 * @param {import("../player.js").Player} player
 * @param {Page} page
 */
export function panelView(store, root, player, page) {
  /** @type {typeof import("./panel/inspector.js").inspector | null} */
  let inspector = null;
  const inspect = async () => {
    ({ inspector } = await import("./panel/inspector.js"));
    paint(store.get());
  };
  const paint = (/** @type {State} */ state) => {
    const context = contextOf(state, player, page);
    root.dataset.phase = phaseOf(state) ?? "";
    const beside = page.beside?.(state) ?? [];
    if (state.selected !== null && !inspector) return void inspect();
    if (state.selected !== null && inspector)
      fill(root, ...inspector(context, state.selected), ...beside);
    else fill(root, ...told(context, page.remarks(state.run), beside), onwards(state, page));
    requestAnimationFrame(() => root.scrollTo(0, 0));
  };
  store.subscribe((state, before) => {
    if (WATCHED.some((key) => state[key] !== before[key])) paint(state);
    if (state.pointed !== before.pointed) markPointed(root, state.pointed);
  });
  pointFrom(store, root, player.point);
  paint(store.get());
  return () => paint(store.get());
}

const CHANGED =
  "You have changed this lesson's program. What the lesson says at its steps is about the program as it was, and is left out.";

/** @type {readonly (keyof State)[]} */
const WATCHED = [
  "run",
  "former",
  "position",
  "twin",
  "twinPosition",
  "stage",
  "inside",
  "predict",
  "revealed",
  "answer",
  "selected",
];

/**
 * @param {State} state
 * @param {import("../player.js").Player} player
 * @param {Page} page
 * @returns {Context}
 */
function contextOf(state, player, { rules, why }) {
  const last = Infinity;
  return {
    state,
    player,
    rules,
    why,
    hidden: isHidden(state),
    reached: state.inside ? (state.stage ?? last) : last,
  };
}

/**
 * @param {Context} context
 * @param {import("../model/remarks.js").Remarks} remarks
 * @param {HTMLElement[]} beside
 */
function told(context, { notes, questions, summary, experiments, changed }, beside) {
  const { run, position } = context.state;
  const step = run.trace.steps[position - 1];
  const remarks = context.hidden ? [] : (notes.get(position) ?? []);
  return [
    stages(context),
    answered(context.state),
    ...(step?.kind === "backward" ? guesses(context, step) : []),
    ...beside,
    ...changesSection(context),
    !step && summary ? remark(summary) : null,
    !step && changed ? remark(CHANGED) : null,
    ...remarks.map(({ text }) => remark(text)),
    ...(step ? SECTIONS[step.kind](context, step) : []),
    // The numbers come before the question about them.
    ...(questions.get(position) ?? []).map((question) => asked(context, question)),
    !step || position === run.trace.steps.length ? recording(run.trace.meta.notes) : null,
    position === run.trace.steps.length && experiments.length ? trials(experiments) : null,
  ];
}

/**
 * At the end, the way to the next lesson.
 * @param {State} state
 * @param {Page} page
 */
function onwards({ run, position }, { next }) {
  if (!next || position < run.trace.steps.length) return null;
  return element(
    "p",
    { class: "onwards" },
    "Next: ",
    element("a", { href: `/lessons/${next.slug}` }, next.title),
  );
}

/** @param {State} state */
function answered({ answer, position }) {
  if (answer?.position !== position) return null;
  return element("p", { class: "guess-answer is-right" }, answer.text);
}

/** @param {string} text */
function remark(text) {
  return element("p", { class: "remark" }, text);
}

/**
 * A question of the lesson; its answer is opened by whoever has thought.
 * @param {Context} context
 * @param {import("../api.js").Question} question
 */
function asked({ hidden }, { ask, answer }) {
  if (hidden) return element("p", { class: "remark is-question" }, ask);
  return element(
    "details",
    { class: "remark" },
    element("summary", {}, ask),
    element("p", {}, answer),
  );
}

/** @param {string[]} notes what the recording itself has to say */
function recording(notes) {
  const words = notes.map((text) => element("p", {}, text));
  return notes.length ? block("About this recording", ...words) : null;
}

/** @param {string[]} experiments */
function trials(experiments) {
  const items = experiments.map((text) => element("li", {}, text));
  return block("Now change the program", element("ul", { class: "trials" }, ...items));
}

/** @param {Context} context */
function stages({ state, reached }) {
  const names = stagesOf(state.run.trace.steps[state.position - 1]);
  if (!state.inside || names.length === 0) return null;
  const last = Math.min(reached, names.length - 1);
  return element(
    "ol",
    { class: "stages", "aria-label": "Inside this step" },
    ...names.map((name, index) =>
      element(
        "li",
        {
          class: index === last ? "is-current" : index < last ? "is-done" : "",
          "aria-current": index === last ? "step" : null,
        },
        name,
      ),
    ),
  );
}

/** @param {State} state */
function phaseOf({ run, position }) {
  return (
    run.trace.passes.find(({ first, last }) => first < position && position <= last + 1)?.phase ??
    null
  );
}
