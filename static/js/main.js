/** Wires the page: opens the trace, makes the store, gives each view its element. */

import { lessons, open, rules } from "./api.js";
import { keepAddress, readAddress } from "./address.js";
import { startClock } from "./clock.js";
import { keyTable, listenToKeys } from "./keys.js";
import { makeRun } from "./model/run.js";
import { findStep } from "./model/where.js";
import { makePlayer } from "./player.js";
import { namesOf, NO_RULES, rulesOf } from "./rules.js";
import { initialState } from "./state.js";
import { makeStore } from "./store.js";
import { captionView } from "./view/caption.js";
import { codeView } from "./view/code.js";
import { copyExactly } from "./view/copy.js";
import { dockPanel } from "./view/dock.js";
import { formulasView } from "./view/formulas.js";
import { framesView } from "./view/frames.js";
import { headerView } from "./view/header.js";
import { liveView } from "./view/live.js";
import { panelView } from "./view/panel.js";
import { stageView } from "./view/stage.js";
import { stepsView } from "./view/steps.js";
import { tabsView } from "./view/tabs.js";
import { applyLook } from "./view/look.js";
import { transportView } from "./view/transport.js";

/** @param {string} name */
function part(name) {
  return /** @type {HTMLElement} */ (document.querySelector(`[data-part="${name}"]`));
}

async function start() {
  /** @type {import("./api.js").Boot} */
  const boot = JSON.parse(document.querySelector("#boot")?.textContent ?? "{}");
  const asked = new URLSearchParams(location.search);
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) asked.set(name, value);
  const [opened, all] = await Promise.all([
    open(boot, directionOf(asked.get("dir"))),
    lessons().catch(() => []),
  ]);
  const table = await rulesFor(opened.trace);
  const run = makeRun(opened.trace, opened.layout);
  const store = makeStore({
    ...initialState(run),
    ...motion(),
    ...readAddress(asked.toString(), run),
  });
  show(store, table, all, boot, opened.lesson, asked.get("keys") !== "none");
  document.body.classList.add("is-ready");
}

/**
 * @param {import("./store.js").Store<import("./state.js").State>} store
 * @param {import("./rules.js").Rules} table
 * @param {{slug: string, title: string, group: string}[]} all
 * @param {import("./api.js").Boot} boot
 * @param {import("./api.js").Lesson | null} lesson
 * @param {boolean} keys whether to listen to the keyboard
 */
function show(store, table, all, boot, lesson, keys) {
  const player = makePlayer(store);
  const dialog = /** @type {HTMLDialogElement} */ (part("help"));
  const help = () => (dialog.open ? dialog.close() : dialog.showModal());
  const { trace } = store.get().run;
  const told = {
    summary: lesson?.summary ?? "",
    experiments: lesson?.experiments ?? [],
    notes: byPosition(trace, lesson?.notes ?? []),
    questions: byPosition(trace, lesson?.questions ?? []),
  };
  applyLook(store, document.documentElement);
  headerView(store, part("header"), player, { lessons: all, slug: boot.lesson, help });
  codeView(store, part("code"), player);
  const refresh = stepsView(store, part("steps"), player);
  tabsView(part("tabs"), refresh);
  captionView(store, part("caption"));
  framesView(store, part("frames"), player);
  dockPanel(store, part("player"));
  const stage = stageView(store, part("stage"), player);
  formulasView(store, stage.layer, table);
  panelView(store, part("panel"), player, { rules: table, ...told });
  transportView(store, part("transport"), player);
  liveView(store, part("live"));
  if (keys) listenToKeys(keyTable(player, stage, { help, escape: () => player.select(null) }));
  copyExactly(document);
  keepAddress(store);
  startClock(store, player);
}

/**
 * The rules of what a run does, where the page says who has them.
 * @param {import("./types.js").Trace} trace
 */
async function rulesFor(trace) {
  const address = document.body.dataset.rules;
  const names = namesOf(trace);
  if (!address || names.length === 0) return NO_RULES;
  return rules(address, names).then(rulesOf, () => NO_RULES);
}

/**
 * What a lesson has to say, by the position at which it says it.
 * @template {{at: import("./model/where.js").Where}} Remark
 * @param {import("./types.js").Trace} trace
 * @param {Remark[]} remarks
 * @returns {Map<number, Remark[]>}
 */
function byPosition(trace, remarks) {
  /** @type {Map<number, Remark[]>} */
  const all = new Map();
  for (const remark of remarks) {
    const step = findStep(trace, remark.at);
    if (step !== null) all.set(step + 1, [...(all.get(step + 1) ?? []), remark]);
  }
  return all;
}

/** @param {string | null} asked */
function directionOf(asked) {
  if (asked === "lr" || asked === "tb") return asked;
  return matchMedia("(max-width: 640px) and (orientation: portrait)").matches ? "tb" : "lr";
}

function motion() {
  return { still: matchMedia("(prefers-reduced-motion: reduce)").matches };
}

start().catch((error) => {
  const place = part("failure");
  place.textContent = error instanceof Error ? error.message : String(error);
  place.hidden = false;
  part("caption").replaceChildren();
});
