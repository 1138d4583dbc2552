/** Wires what changes programs: the desk, its editor (fetched when it is opened), drafts, links. */

import { readAddress } from "./address.js";
import { starts } from "./api.js";
import { makeDesk } from "./desk.js";
import { keepDraft, keptAs } from "./draft.js";
import { makeRun } from "./model/run.js";
import { unpack } from "./model/packed.js";
import { session } from "./session.js";
import { deskView } from "./view/desk.js";
import { slidersView } from "./view/knobs.js";

/** @typedef {import("./store.js").Store<import("./state.js").State>} Store */
/** @typedef {import("./desk.js").DeskActions} DeskActions */
/**
 * @typedef {object} Page
 * @property {string} title
 * @property {(trace: import("./types.js").Trace) => Promise<void>} learn the rules of a run
 * @property {string} original what its first run is of, as a start: "This lesson"
 * @property {readonly import("./model/knobs.js").Knob[]} knobs
 * @property {boolean} empty nothing has run yet
 */

const LINKED =
  "This program came with the link. Read it, then press Run: nothing runs before you do.";

/**
 * @param {Store} store
 * @param {Page} page
 * @param {(name: string) => HTMLElement} part
 * @returns {DeskActions}
 */
export function startWriting(store, page, part) {
  const { seed } = store.get().run.trace.meta;
  const open = async (/** @type {import("./programs.js").Recorded} */ { trace, layout }) => {
    await page.learn(trace);
    return makeRun(trace, layout);
  };
  const desk = makeDesk(store, { ...page, open }, seed ?? 0);
  const first = desk.get().program;
  const name = `chainrule draft ${location.pathname}`;
  const kept = keptAs(name);
  const aside = kept.draft === null ? [] : [{ title: "Your draft", program: kept.draft }];
  const own = page.empty ? [] : [{ title: page.original, program: first }];
  deskView(store, desk, part("desk"), part("refusal"));
  const sliders = slidersView(part("knobs"), page.knobs, desk.turn);
  sliders(first);
  desk.subscribe((now, before) => {
    const other = now.shown !== before.shown || now.turned !== before.turned;
    if (other && now.turned === null) sliders(now.shown.program);
  });
  openLazily(desk, part, async () => [...aside, ...own, ...(await starts().catch(() => []))]);
  void begin(desk, store, kept, page.empty).finally(() => keepDraft(desk, name));
  return desk;
}

/**
 * What the editor shows at first: the program of the address, a draft, or that of the page. What
 * ran here before runs again.
 * @param {DeskActions} desk
 * @param {Store} store
 * @param {import("./draft.js").Kept} kept
 * @param {boolean} empty
 */
async function begin(desk, store, { draft, ran }, empty) {
  const { program, seed } = store.get();
  if (program !== null) {
    landOn(store, program);
    await openLink(desk, program, seed);
  }
  if (program !== null && program === ran) await desk.run();
  if (draft !== null && (program === null || program === ran)) {
    desk.write(draft);
    if (program !== null) desk.open();
  }
  if (empty && program === null) desk.open();
}

/**
 * When the program of the address has run, go to the step that the address names.
 * @param {Store} store
 * @param {string} program
 */
function landOn(store, program) {
  const hash = location.hash.slice(1);
  const stop = store.subscribe(({ run }, before) => {
    if (run === before.run) return;
    stop();
    const { position } = readAddress(hash, run);
    if (store.get().program === program && position !== undefined) store.set({ position });
  });
}

/**
 * A program that an address brings is shown. It is run by whoever has read it.
 * @param {DeskActions} desk
 * @param {string} packed
 * @param {number | null} seed
 */
export async function openLink(desk, packed, seed) {
  try {
    const text = await unpack(packed);
    const { program, seed: own } = desk.get().shown;
    if (text === program && (seed ?? 0) === own) return;
    desk.write(text);
    desk.sow(seed ?? 0);
    desk.open(LINKED);
  } catch (error) {
    desk.open(error instanceof Error ? error.message : String(error));
  }
}

/** @param {Element | null} control */
function focusOn(control) {
  if (control instanceof HTMLElement) control.focus({ preventScroll: true });
}

/**
 * @param {DeskActions} desk
 * @param {(name: string) => HTMLElement} part
 * @param {() => Promise<import("./view/editor.js").Start[]>} offered
 */
function openLazily(desk, part, offered) {
  const root = part("editor");
  const player = part("player");
  let asked = false;
  const paint = async () => {
    const { open } = desk.get();
    player.classList.toggle("is-editing", open);
    if (!open || asked) return;
    asked = true;
    root.hidden = false;
    root.textContent = "Opening the editor …";
    try {
      const [{ editorView }, code] = await Promise.all([
        import("./view/editor.js"),
        import("/static/vendor/codemirror/codemirror.js"),
      ]);
      const left = () => focusOn(part("transport").querySelector(".play"));
      editorView(desk, root, code, { starts: offered(), session, left });
    } catch (error) {
      asked = false;
      root.textContent = `The editor cannot be opened: ${error instanceof Error ? error.message : error}`;
    }
  };
  desk.subscribe((now, before) => {
    if (now.open !== before.open) void paint();
  });
  void paint();
}
