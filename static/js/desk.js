/**
 * Where programs are written and run: what stands in the editor, the run in progress, and the runs
 * that can be gone back to. What runs is put into the page's store in the place of what is there.
 */

import { withLiteral } from "./model/literals.js";
import { pack } from "./model/packed.js";
import { makeReturn, replaced } from "./replace.js";
import { makeStore } from "./store.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./model/run.js").Run} Run */
/** @typedef {import("./types.js").Failure} Failure */
/** A program with its seed, and what ran of it; `packed` is it in an address, null for the page's. */
/** @typedef {{run: Run, program: string, seed: number, packed: string | null}} Shown */
/**
 * `program` and `seed` stand in the editor, and `shown` is what the page shows a run of. A number
 * that is being turned makes `turned` of it, until that has run.
 * @typedef {object} Desk
 * @property {boolean} open
 * @property {string} program
 * @property {number} seed
 * @property {Shown} shown
 * @property {import("./programs.js").Progress | null} going
 * @property {import("./programs.js").Problem | null} problem why the last run gave no trace
 * @property {Failure | null} failure what stopped the program that the editor shows
 * @property {string} notice
 * @property {string | null} turned
 * @property {number} past how many runs can be gone back to
 */
/**
 * @typedef {object} Page
 * @property {string} title of what the page shows at first
 * @property {(recorded: import("./programs.js").Recorded) => Promise<Run>} open makes a run of it
 */

/** @type {import("./programs.js").Progress} */
const ASKED = {
  id: "",
  state: "queued",
  version: 0,
  position: null,
  elapsed: 0,
  output: "",
  trace: null,
  problem: null,
};
/** A run of a turned number that takes longer than this gives way to the next. */
const PATIENCE = 400;
/** So long after the last turn the number is the new one, in the address and for going back. */
const REST = 700;
/** Runs that are kept to go back to. */
const KEPT = 20;
const CANCELLED = "Cancelled. The run before it is still shown.";

/**
 * @param {import("./store.js").Store<State>} store the page's
 * @param {Page} page
 * @param {number} seed of the run that the page shows at first
 */
export function makeDesk(store, page, seed) {
  const { run } = store.get();
  const first = { run, program: programOf(run), seed, packed: null };
  const desk = makeStore(
    /** @type {Desk} */ ({
      open: false,
      program: first.program,
      seed,
      shown: first,
      going: null,
      problem: null,
      failure: run.trace.error,
      notice: "",
      turned: null,
      past: 0,
    }),
  );
  /** @type {Shown[]} */
  const past = [];
  /** @type {Shown[]} every run of late, for who goes through the browser's history */
  const known = [first];
  /** @type {AbortController | null} */
  let running = null;
  const returns = makeReturn();

  /** @param {Shown} shown @param {Run | null} former */
  const show = (shown, former) => {
    const { program, seed: number, shown: last } = desk.get();
    const follows = program === last.program && number === last.seed;
    desk.set({ shown, ...(follows ? { program: shown.program, seed: shown.seed } : {}) });
    const change = { ...replaced(store.get(), shown.run), ...returns(store.get(), shown.run) };
    const { packed } = shown;
    if (packed !== null && !known.includes(shown)) known.push(shown);
    if (known.length > KEPT) known.splice(1, 1);
    store.set({ ...change, former, program: packed, seed: packed === null ? null : shown.seed });
  };
  /** @param {Shown} shown */
  const remember = (shown) => {
    past.push(shown);
    if (past.length > KEPT) past.shift();
    desk.set({ past: past.length });
  };
  const order = (/** @type {string} */ program, /** @type {number} */ number) => ({
    program,
    seed: number,
    title: page.title,
  });

  const act = {
    get: desk.get,
    subscribe: desk.subscribe,
    open: (notice = "") => desk.set({ open: true, notice }),
    close: () => desk.set({ open: false, notice: "" }),
    /** @param {string} program */
    write: (program) => desk.set({ program, problem: null }),
    /** @param {number} number */
    sow: (number) => desk.set({ seed: number }),
    /** Run what stands in the editor; what is shown stays until that is there. */
    async run() {
      running?.abort();
      running = new AbortController();
      const { signal } = running;
      const { program, seed: number, shown: last } = desk.get();
      desk.set({ going: ASKED, problem: null, failure: null, notice: "" });
      try {
        const { follow } = await import("./programs.js");
        const [recorded, packed] = await Promise.all([
          follow(order(program, number), store.get().run.layout, signal, (going) =>
            signal.aborted ? null : desk.set({ going }),
          ),
          pack(program),
        ]);
        const made = await page.open(recorded);
        if (signal.aborted) return;
        remember(last);
        show({ run: made, program, seed: number, packed }, last.run);
        const { error, steps } = made.trace;
        if (error) store.set({ position: steps.length });
        const typed = desk.get().program !== program;
        desk.set({ going: null, failure: error, open: error !== null || typed });
      } catch (error) {
        if (signal.aborted) return;
        desk.set({ going: null, problem: problemOf(error) });
      }
    },
    cancel() {
      running?.abort();
      desk.set({ going: null, notice: CANCELLED });
    },
    /** Go back to the run that was shown before. */
    undo() {
      const shown = turner.stop() ?? past.pop();
      if (!shown) return;
      desk.set({ past: past.length, turned: null, problem: null, failure: shown.run.trace.error });
      show(shown, null);
    },
    /**
     * The run of a program that an address names, where this page has it.
     * @param {string | null} packed
     * @param {number | null} number
     */
    recall(packed, number) {
      const { shown } = desk.get();
      const same = (/** @type {Shown} */ each) =>
        each.packed === packed && (packed === null || each.seed === (number ?? 0));
      if (same(shown)) return true;
      const found = known.findLast(same);
      if (!found) return false;
      turner.stop();
      remember(shown);
      show(found, null);
      return true;
    },
    /**
     * Another number in the shown program: run at once, at the same step.
     * @param {number} index of the literal
     * @param {string} text
     */
    turn(index, text) {
      const { turned, shown } = desk.get();
      turner.turn(withLiteral(turned ?? shown.program, index, text));
    },
  };
  const wanted = () => store.get().run.layout;
  const turner = makeTurner(desk, { order, wanted, page, show, remember });
  return act;
}

/** @typedef {ReturnType<typeof makeDesk>} DeskActions */

/**
 * Runs of a number that is being turned: one at a time, the latest one next.
 * @param {import("./store.js").Store<Desk>} desk
 * @param {object} tools
 * @param {(program: string, seed: number) => import("./programs.js").Order} tools.order
 * @param {() => import("./api.js").Wanted} tools.wanted
 * @param {Page} tools.page
 * @param {(shown: Shown, former: Run | null) => void} tools.show
 * @param {(shown: Shown) => void} tools.remember
 */
function makeTurner(desk, { order, wanted, page, show, remember }) {
  /** @type {AbortController | null} */
  let running = null;
  let since = 0;
  let resting = 0;
  /** @type {Shown | null} what was shown before the first of these turns */
  let base = null;

  const rest = () => {
    clearTimeout(resting);
    resting = setTimeout(() => void settle(), REST);
  };
  const settle = async () => {
    const { shown } = desk.get();
    if (base === null) return;
    if (running !== null) return rest();
    const packed = await pack(shown.program);
    if (desk.get().shown !== shown || base === null) return;
    remember(base);
    const former = base.run;
    base = null;
    show({ ...shown, packed }, former);
  };
  const next = async () => {
    const { turned, shown } = desk.get();
    if (turned === null) return;
    if (turned === shown.program) return desk.set({ turned: null });
    const mine = (running = new AbortController());
    since = performance.now();
    base ??= shown;
    try {
      const { runAtOnce } = await import("./programs.js");
      const recorded = await runAtOnce(order(turned, shown.seed), wanted(), mine.signal);
      const run = await page.open(recorded);
      if (mine.signal.aborted) return;
      show({ run, program: turned, seed: shown.seed, packed: shown.packed }, base.run);
      desk.set({ problem: null, failure: run.trace.error });
    } catch (error) {
      if (mine.signal.aborted) return;
      desk.set({ problem: problemOf(error), turned: null });
    } finally {
      if (running === mine) {
        running = null;
        void next();
      }
    }
  };
  return {
    /** @param {string} program */
    turn(program) {
      desk.set({ turned: program });
      rest();
      if (running === null) return void next();
      if (performance.now() - since < PATIENCE) return;
      running.abort();
      running = null;
      void next();
    },
    /** Forget what is being turned; gives what was shown before it. */
    stop() {
      const before = base;
      running?.abort();
      [running, base] = [null, null];
      clearTimeout(resting);
      return before;
    },
  };
}

/**
 * The text of the file that was run.
 * @param {Run} run
 */
export function programOf({ trace }) {
  const { files, entry } = trace.program;
  return files.find(({ name }) => name === entry)?.text ?? "";
}

/**
 * @param {unknown} error
 * @returns {import("./programs.js").Problem}
 */
function problemOf(error) {
  const refusal = /** @type {import("./programs.js").Refusal} */ (error);
  if (refusal?.problem) return refusal.problem;
  const detail = error instanceof Error ? error.message : String(error);
  return { detail: `The page failed at this run: ${detail}`, hint: "", output: "", status: 0 };
}
