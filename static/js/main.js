/** Wires the page: opens the trace, makes the store, gives each view its element. */

import { layoutOf, open, why } from "./api.js";
import { isOn, keepAddress, readAddress } from "./address.js";
import { startClock } from "./clock.js";
import { keyTable, listenToKeys } from "./keys.js";
import { remarksOf } from "./model/remarks.js";
import { makeRun } from "./model/run.js";
import { makePlayer } from "./player.js";
import { rulesFrom } from "./rules.js";
import { join } from "./session.js";
import { initialState } from "./state.js";
import { makeStore } from "./store.js";
import { captionView } from "./view/caption.js";
import { codeView } from "./view/code.js";
import { copyExactly } from "./view/copy.js";
import { element } from "./view/dom.js";
import { dockPanel } from "./view/dock.js";
import { headerView } from "./view/header.js";
import { turnable } from "./view/knobs.js";
import { liveView } from "./view/live.js";
import { panelView } from "./view/panel.js";
import { stageView } from "./view/stage.js";
import { tabsView } from "./view/tabs.js";
import { applyLook } from "./view/look.js";
import { transportView } from "./view/transport.js";
import { openLink, startWriting } from "./writing.js";

/** @typedef {import("./state.js").State} State */

/** @param {string} name */
function part(name) {
  return /** @type {HTMLElement} */ (document.querySelector(`[data-part="${name}"]`));
}

async function start() {
  join(location, history);
  /** @type {import("./api.js").Boot} */
  const boot = JSON.parse(document.querySelector("#boot")?.textContent ?? "{}");
  const title = part("header").querySelector(".title")?.textContent ?? "";
  const asked = new URLSearchParams(location.search);
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) asked.set(name, value);
  const opened = await open(
    { ...boot, title },
    {
      direction: directionOf(asked.get("dir")),
      medium: isOn(asked.get("slide") ?? "") ? "slide" : "page",
    },
  );
  const table = rulesFrom(document.body.dataset.rules);
  await table.learn(opened.trace);
  const run = makeRun(opened.trace, opened.layout);
  const store = makeStore({
    ...initialState(run),
    ...motion(),
    ...readAddress(own(asked), run),
  });
  const page = {
    title: opened.trace.meta.title,
    learn: table.learn,
    knobs: opened.lesson?.knobs ?? [],
    original: boot.lesson === null ? "The program as it was" : "The lesson as it was",
    empty: boot.lesson === null && boot.trace === null,
  };
  const desk = startWriting(store, page, part);
  show(store, table, boot, remarksOf(opened.lesson), desk, asked.get("keys") !== "none");
  document.body.classList.add("is-ready");
}

/**
 * @param {import("./store.js").Store<State>} store
 * @param {ReturnType<typeof rulesFrom>} table
 * @param {import("./api.js").Boot} boot
 * @param {ReturnType<typeof remarksOf>} remarks
 * @param {import("./desk.js").DeskActions} desk
 * @param {boolean} keys whether to listen to the keyboard
 */
function show(store, table, boot, remarks, desk, keys) {
  const player = makePlayer(store);
  const { lessons = [], pairs = [] } = boot;
  const itself = lessons.filter(({ slug }) => slug === boot.lesson);
  const partners = () => (store.get().program === null ? pairs : [...itself, ...pairs]);
  const dialog = /** @type {HTMLDialogElement} */ (part("help"));
  const help = () => (dialog.open ? dialog.close() : dialog.showModal());
  applyLook(store, document.documentElement);
  headerView(store, part("header"), player, {
    lessons,
    slug: boot.lesson,
    partners,
    help,
    save: async () =>
      (await import("./view/exports.js")).openExports(
        store,
        /** @type {HTMLDialogElement} */ (part("export")),
      ),
  });
  const numbers = codeView(store, part("code"), player, turnable(desk.turn));
  desk.subscribe((now, before) => {
    if (now.problem !== before.problem && now.turned === null) numbers();
  });
  /** @type {Promise<() => void> | null} */
  let steps = null;
  tabsView(part("tabs"), async () => {
    steps ??= import("./view/steps.js").then((it) => it.stepsView(store, part("steps"), player));
    (await steps)();
  });
  captionView(store, part("caption"));
  dockPanel(store, part("player"));
  const stage = stageView(store, part("stage"), player);
  /** @type {import("./view/panel.js").Page} */
  const panel = { rules: table, remarks, why, next: nextOf(lessons, boot.lesson), beside: null };
  const repaint = panelView(store, part("panel"), player, panel);
  transportView(store, part("transport"), player);
  liveView(store, part("live"));
  if (keys)
    listenToKeys(
      keyTable(player, stage, {
        help,
        escape: () => player.select(null),
        twin: () => player.nextTwin(partners()),
        edit: () => showsProgram(store.get()) && desk.open(),
        knobs: () => store.set({ knobs: !store.get().knobs }),
        undo: desk.undo,
      }),
      () => part("panel").querySelector(".guess"),
    );
  copyExactly(document);
  keepAddress(store, (program, seed) => {
    const known = desk.recall(program, seed);
    if (!known && program !== null) void openLink(desk, program, seed);
    return known;
  });
  const beside = async (
    /** @type {string} */ name,
    /** @type {import("./api.js").Wanted} */ wanted,
  ) => {
    const isLesson = lessons.some(({ slug }) => slug === name);
    const place = isLesson ? { lesson: name, trace: null } : { lesson: null, trace: name };
    const opened = await open(place, wanted);
    await table.learn(opened.trace);
    return opened;
  };
  const root = part("player");
  const lay = layoutOf;
  const page = { root, player, rules: table, open: beside, lay, lessons, panel, repaint, pairs };
  once(
    store,
    ({ twinOf }) => twinOf !== null,
    async () => {
      document.head.append(element("link", { rel: "stylesheet", href: "/static/css/twin.css" }));
      (await import("./twin.js")).startTwin(store, page);
    },
  );
  once(
    store,
    ({ run }) => run.timeline.frames.length > 1,
    async () => (await import("./view/frames.js")).framesView(store, part("frames"), player),
  );
  once(
    store,
    ({ show }) => show.includes("grad_fn"),
    async () => (await import("./view/formulas.js")).formulasView(store, stage, table),
  );
  once(
    store,
    ({ slide, show }) => slide && show.includes("chain"),
    async () => (await import("./view/chainrule.js")).chainRuleView(store, part("chain")),
  );
  startClock(store, player);
}

/**
 * @template {{slug: string}} Entry
 * @param {Entry[]} lessons
 * @param {string | null} slug
 */
function nextOf(lessons, slug) {
  const index = lessons.findIndex((lesson) => lesson.slug === slug);
  return index < 0 ? null : (lessons[index + 1] ?? null);
}

/**
 * Load a part of the page when it is first needed.
 * @param {import("./store.js").Store<State>} store
 * @param {(state: State) => boolean} needed
 * @param {() => Promise<void>} load
 */
function once(store, needed, load) {
  const stop = store.subscribe(() => look());
  const look = () => {
    if (!needed(store.get())) return;
    stop();
    void load();
  };
  look();
}

/** @param {import("./state.js").State} state */
function showsProgram({ slide, hide }) {
  return !slide && !hide.includes("code");
}

/**
 * What an address asks of the run that the page begins with: with a program of its own it speaks of
 * the steps of that.
 * @param {URLSearchParams} asked
 */
function own(asked) {
  const mine = new URLSearchParams(asked);
  if (mine.has("program")) for (const name of ["step", "from", "to"]) mine.delete(name);
  return mine.toString();
}

/**
 * @param {string | null} asked
 * @returns {"lr" | "tb"}
 */
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
