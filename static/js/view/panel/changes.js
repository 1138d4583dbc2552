/** What another number changed at this step, or where the first difference is. */

import { changesAt, firstChange } from "../../model/changes.js";
import { stopAt } from "../../model/timeline.js";
import { element } from "../dom.js";
import { tensorView } from "../tensor.js";
import { block, equation, term } from "./block.js";
import { pair } from "./forward.js";

/** @typedef {import("./context.js").Context} Context */
/** @typedef {import("../../model/run.js").Run} Run */

const TITLE = "Before and after the change";
const MOST = 4;

/** @type {WeakMap<Run, {former: Run, first: number | null}>} */
const firsts = new WeakMap();

/**
 * @param {Context} context
 * @returns {HTMLElement[]}
 */
export function changesSection({ state: { run, former, position }, player, hidden }) {
  if (!former || former.trace.id === "" || hidden) return [];
  const changes = changesAt(run, former, position);
  if (changes === null) return [];
  if (changes.length > 0) return [block(TITLE, ...changes.slice(0, MOST).map(told))];
  const first = firstOf(run, former);
  if (first === null) return [block(TITLE, element("p", {}, "Nothing is different in this run."))];
  if (position >= first) return [block(TITLE, element("p", {}, "This step is as it was."))];
  const shown = stopAt(run.timeline, first);
  const go = element(
    "button",
    { type: "button", class: "plain", onclick: () => player.jump(first) },
    `Go to step ${shown}`,
  );
  return [block(TITLE, element("p", {}, `The first difference is at step ${shown}. `), go)];
}

/** @param {import("../../model/changes.js").Change} change */
function told({ name, tone, before, after }) {
  return pair(name, equation(tensorView(before, tone), term("→", tensorView(after, tone))));
}

/**
 * @param {Run} run
 * @param {Run} former
 */
function firstOf(run, former) {
  const known = firsts.get(run);
  if (known?.former === former) return known.first;
  const first = firstChange(run, former);
  firsts.set(run, { former, first });
  return first;
}
