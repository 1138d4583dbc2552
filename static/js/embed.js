/** Wires an embedded page: the player without its header, and the messages with its host. */

import { keepAddress, readAddress, writeAddress } from "./address.js";
import { startClock } from "./clock.js";
import { commandTable } from "./embed/commands.js";
import { chosenLayout, readDocuments } from "./embed/documents.js";
import { listenToHost } from "./embed/host.js";
import { shareKeys } from "./embed/keys.js";
import { joined, readOptions, wantedLayout } from "./embed/options.js";
import { heightFor, selectionOf, stepOf } from "./embed/told.js";
import { leaveWheelToHost } from "./embed/wheel.js";
import { keyTable } from "./keys.js";
import { remarksOf } from "./model/remarks.js";
import { makeRun } from "./model/run.js";
import { makePlayer } from "./player.js";
import { rulesOf } from "./rules.js";
import { initialState } from "./state.js";
import { makeStore } from "./store.js";
import { captionView } from "./view/caption.js";
import { chainRuleView } from "./view/chainrule.js";
import { codeView } from "./view/code.js";
import { copyExactly } from "./view/copy.js";
import { dockPanel } from "./view/dock.js";
import { formulasView } from "./view/formulas.js";
import { framesView } from "./view/frames.js";
import { liveView } from "./view/live.js";
import { applyLook } from "./view/look.js";
import { panelView } from "./view/panel.js";
import { quietWhileStill } from "./view/quiet.js";
import { stageView } from "./view/stage.js";
import { transportView } from "./view/transport.js";

/** @typedef {import("./store.js").Store<import("./state.js").State>} Store */

const UPRIGHT = "(max-width: 640px) and (orientation: portrait)";

function start() {
  const documents = readDocuments();
  const { boot, layouts, trace } = documents;
  // A file that is opened by itself is a page; in a frame it is a slide.
  const usual = boot.elsewhere || window.parent !== window ? "slide=1" : "slide=0";
  const asked = joined(usual, boot.options, location.search, location.hash);
  // A frame on a slide that is not shown yet has no size.
  const wanted = wantedLayout(asked, innerWidth > 0 && matchMedia(UPRIGHT).matches);
  const { layout, exact } = chosenLayout(layouts, wanted);
  const there = exact && (asked.get("twin") || null) === boot.twin;
  if (!there && boot.elsewhere) return goWhere(wanted, asked);
  let options = readOptions(asked);
  document.documentElement.lang = options.lang;
  const run = makeRun(trace, layout);
  const store = makeStore({
    ...initialState(run),
    still: matchMedia("(prefers-reduced-motion: reduce)").matches,
    ...readAddress(asked.toString(), run),
  });
  const player = makePlayer(store);
  const stage = show(store, player, documents);
  const autoplay = store.get().playing;
  const send = listenToHost(
    boot.hosts,
    commandTable(store, player, {
      size,
      autoplay,
      asked: () => String(asked),
      silently: (act) => silently(act),
      option: (fields) => {
        if (fields.keys !== undefined) asked.set("keys", String(fields.keys));
        options = readOptions(asked);
        if (boot.elsewhere) moveTo(fields, asked, store.get());
      },
    }),
  );
  const table = keyTable(player, stage, { help: () => {}, escape: () => player.select(null) });
  shareKeys(table, { keys: () => options.keys, state: store.get, send });
  const silently = tell(store, send);
  if (window.parent === window) keepAddress(store);
  startClock(store, player);
  document.body.classList.add("is-ready");

  function size() {
    return { width: innerWidth, height: naturalHeight(store) };
  }
}

/**
 * @param {Store} store
 * @param {import("./player.js").Player} player
 * @param {import("./embed/documents.js").Documents} documents
 */
function show(store, player, { rules, lesson, beside }) {
  const table = rulesOf(beside && "rules" in beside ? both(rules, beside.rules) : rules);
  applyLook(store, document.documentElement);
  codeView(store, part("code"), player);
  captionView(store, part("caption"));
  chainRuleView(store, part("chain"));
  framesView(store, part("frames"), player);
  dockPanel(store, part("player"));
  const stage = stageView(store, part("stage"), player);
  formulasView(store, stage, table);
  /** @type {import("./view/panel.js").Page} */
  const panel = { rules: table, remarks: remarksOf(lesson), beside: null };
  const repaint = panelView(store, part("panel"), player, panel);
  transportView(store, part("transport"), player);
  liveView(store, part("live"));
  quietWhileStill(document.body);
  leaveWheelToHost();
  copyExactly(document);
  if (store.get().twinOf !== null) {
    const page = { root: part("player"), player, rules: table, lessons: [], pairs: [] };
    void showBeside(store, { ...page, panel, repaint, open: () => opened(beside) });
  }
  return stage;
}

/**
 * @param {Store} store
 * @param {import("./twin.js").Page} page
 */
async function showBeside(store, page) {
  try {
    await page.open("", store.get().run.layout);
    (await import("./twin.js")).startTwin(store, page);
  } catch (error) {
    console.warn(error instanceof Error ? error.message : error);
    store.set({ twinOf: null });
  }
}

/**
 * @param {import("./embed/documents.js").Documents["beside"]} beside
 */
async function opened(beside) {
  if (!beside) throw new Error("A file by itself has one run; the server shows another beside it.");
  if ("problem" in beside) throw new Error(beside.problem);
  return beside;
}

/**
 * @param {import("./rules.js").Table} one
 * @param {import("./rules.js").Table} other
 */
function both(one, other) {
  return {
    rules: { ...one.rules, ...other.rules },
    optimisers: { ...one.optimisers, ...other.optimisers },
  };
}

/**
 * What happens without having been asked for, told to the host.
 * @param {Store} store
 * @param {import("./embed/host.js").Send} send
 */
function tell(store, send) {
  let [height, silent] = [0, false];
  const measure = () => {
    const now = naturalHeight(store);
    if (now === height) return;
    height = now;
    send("resize", { height });
  };
  store.subscribe((state, before) => {
    if (silent) return;
    if (state.position !== before.position) send("step", stepOf(state));
    if (state.selected !== before.selected) send("select", selectionOf(state));
    if (state.run !== before.run || state.position !== before.position) measure();
  });
  new ResizeObserver(measure).observe(part("player"));
  return (/** @type {() => void} */ act) => {
    silent = true;
    act();
    silent = false;
  };
}

/** @param {Store} store */
function naturalHeight(store) {
  const stage = part("stage");
  return heightFor(store.get(), stage.clientWidth, innerHeight - stage.clientHeight);
}

/**
 * Where something else is asked for that only the server has, the page moves there, as it stands.
 * @param {import("./embed/host.js").Fields} fields
 * @param {URLSearchParams} asked
 * @param {import("./state.js").State} state
 */
function moveTo(fields, asked, state) {
  const names = ["dir", "twin"].filter(
    (name) => name in fields && String(fields[name]) !== (asked.get(name) ?? ""),
  );
  if (names.length === 0) return;
  const next = new URLSearchParams(writeAddress(state, String(asked)));
  for (const name of names) next.set(name, String(fields[name]));
  goWhere(wantedLayout(next, matchMedia(UPRIGHT).matches), next);
}

/**
 * Only what stands before # reaches the server, which knows the layout by it.
 * @param {import("./embed/options.js").Wanted} wanted
 * @param {URLSearchParams} asked
 */
function goWhere({ direction }, asked) {
  if (direction === "tb") asked.set("dir", direction);
  location.replace(`${location.pathname}?${asked}`);
}

/** @param {string} name */
function part(name) {
  return /** @type {HTMLElement} */ (document.querySelector(`[data-part="${name}"]`));
}

try {
  start();
} catch (error) {
  const place = part("failure");
  place.textContent = error instanceof Error ? error.message : String(error);
  place.hidden = false;
}
