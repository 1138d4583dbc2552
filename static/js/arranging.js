/** Keeps two pictures where both are seen: the layout that fits, and the place of each. */

import { makeRun } from "./model/run.js";
import { seen, widest } from "./view/dock.js";
import { arrangement, isWhole } from "./view/twin/arrangement.js";

/** @typedef {import("./model/run.js").Run} Run */
/** @typedef {import("./store.js").Store<import("./state.js").State>} Store */
/** @typedef {"page" | "slide"} Medium */
/** @typedef {(trace: import("./types.js").Trace, wanted: import("./api.js").Wanted) => Promise<import("./types.js").Layout>} Lay */

/** There is room for one of them only. */
const NARROW = matchMedia("(max-width: 860px)");
/** How much of a slide's height stands above a picture. */
const CAPTIONS = Object.freeze({ rows: 80, columns: 130 });

/**
 * @param {Store} store
 * @param {Store} second of the other run
 * @param {{root: HTMLElement, lay?: Lay}} page
 * @param {() => void} changed called when only the other run has another layout
 * @returns {() => Promise<void>} arranges them; to be called when there is another run or window
 */
export function arranger(store, second, { root, lay }, changed) {
  let asked = 0;
  return async () => {
    const turn = (asked += 1);
    const window = { width: root.clientWidth, height: root.clientHeight };
    if (store.get().slide) return stand(root, onSlide(runsOf(store, second), window));
    if (NARROW.matches) return stand(root, "turns");
    const found = await best(runsOf(store, second), window, lay);
    if (turn !== asked) return;
    stand(root, found.way, found.heights);
    const [first, other] = found.runs;
    const alone = first === store.get().run && other !== second.get().run;
    second.set({ run: other });
    store.set({ run: first });
    if (alone) changed();
  };
}

/**
 * The run with the layout that the page had before there were two.
 * @param {Store} store
 * @param {Medium} medium
 * @param {Lay} [lay]
 */
export async function alone(store, medium, lay) {
  const { run } = store.get();
  if (run.layout.medium === medium) return;
  const again = await laidOut(run, medium, lay);
  if (store.get().run === run && store.get().twinOf === null) store.set({ run: again });
}

/** @param {Store} store @param {Store} second @returns {[Run, Run]} */
function runsOf(store, second) {
  return [store.get().run, second.get().run];
}

/**
 * The page's own layouts where both can be read whole; else those that show them larger.
 * @param {[Run, Run]} runs
 * @param {import("./camera.js").Size} window
 * @param {Lay} [lay]
 */
async function best(runs, window, lay) {
  const inMedium = async (/** @type {Medium} */ medium) => {
    const [first, other] = await Promise.all(runs.map((run) => laidOut(run, medium, lay)));
    const sizes = /** @type {const} */ ([widest(first.layout), widest(other.layout)]);
    return { runs: [first, other], ...arrangement(sizes, window) };
  };
  const page = await inMedium("page");
  if (isWhole(page.k)) return page;
  const slide = await inMedium("slide");
  return slide.k > page.k ? slide : page;
}

/** @type {WeakMap<import("./types.js").Trace, Map<string, Promise<Run>>>} */
const made = new WeakMap();

/**
 * @param {Run} run
 * @param {Medium} medium
 * @param {Lay} [lay]
 * @returns {Promise<Run>}
 */
function laidOut(run, medium, lay) {
  const { trace, layout } = run;
  const known = made.get(trace) ?? new Map();
  made.set(trace, known);
  const { direction } = layout;
  const name = `${direction} ${medium}`;
  if (layout.medium !== medium && !lay) return Promise.resolve(run);
  if (layout.medium === medium) known.set(name, Promise.resolve(run));
  const again = async () => {
    try {
      return makeRun(trace, await /** @type {Lay} */ (lay)(trace, { direction, medium }));
    } catch {
      known.delete(name);
      return run; // a layout that there is not leaves the one that is
    }
  };
  if (!known.has(name)) known.set(name, again());
  return known.get(name);
}

/**
 * @param {[Run, Run]} runs
 * @param {import("./camera.js").Size} window
 * @returns {"rows" | "columns"}
 */
function onSlide(runs, { width, height }) {
  const [ours, theirs] = runs.map(({ layout }) => widest(layout));
  const worth = (/** @type {import("./camera.js").Size} */ each) =>
    Math.min(seen(ours, each), seen(theirs, each));
  const above = worth({ width, height: height / 2 - CAPTIONS.rows });
  return worth({ width: width / 2, height: height - CAPTIONS.columns }) > above
    ? "columns"
    : "rows";
}

/**
 * @param {HTMLElement} root
 * @param {string} way
 * @param {[number, number]} [heights]
 */
function stand(root, way, heights) {
  root.dataset.twin = way;
  const [first, second] = heights ?? [0, 0];
  root.style.setProperty("--first", `${first}px`);
  root.style.setProperty("--second", `${second}px`);
}
