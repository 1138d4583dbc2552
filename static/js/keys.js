/** The keyboard, as a table. */

/** @typedef {import("./player.js").Player} Player */

/** What a number begins with. */
const NUMERIC = /^[-−\d.]$/;

/**
 * @typedef {object} Page
 * @property {() => void} help
 * @property {() => void} escape
 * @property {() => void} [twin]
 * @property {() => void} [edit]
 * @property {() => void} [knobs]
 * @property {() => void} [undo]
 */
/**
 * @param {Player} player
 * @param {{zoom: (factor: number) => void, fitAll: () => void}} stage
 * @param {Page} page
 * @returns {{[key: string]: () => void}}
 */
export function keyTable(player, stage, page) {
  return {
    ArrowRight: player.next,
    ArrowLeft: player.back,
    "Shift+ArrowRight": player.nextPhase,
    "Shift+ArrowLeft": player.previousPhase,
    " ": player.toggle,
    k: player.toggle,
    Home: player.restart,
    End: player.end,
    "<": () => player.changeSpeed(-1),
    ">": () => player.changeSpeed(1),
    v: () => player.toggleOverlay("values"),
    r: () => player.toggleOverlay("requires_grad"),
    g: () => player.toggleOverlay("grad_fn"),
    c: () => player.toggleOverlay("chain"),
    i: player.toggleInside,
    p: player.togglePredict,
    ...(page.twin ? { t: page.twin } : {}),
    "+": () => stage.zoom(1.25),
    "-": () => stage.zoom(0.8),
    z: stage.fitAll,
    "?": page.help,
    Escape: page.escape,
    ...(page.edit && { e: page.edit }),
    ...(page.knobs && { n: page.knobs }),
    ...(page.undo && { u: page.undo }),
    ...Object.fromEntries(
      [..."0123456789"].map((digit) => [digit, () => player.jumpToTenth(Number(digit))]),
    ),
  };
}

/**
 * @param {{[key: string]: () => void}} table
 * @param {() => HTMLElement | null} [field] that a number is typed into, while one is asked for
 */
export function listenToKeys(table, field = () => null) {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (NUMERIC.test(event.key) && !takesKey(event)) {
      const open = field();
      if (open) return open.focus();
    }
    const act = table[nameOf(event)];
    if (!act || takesKey(event)) return;
    event.preventDefault();
    act();
  });
}

/** What moves a slider that is no scrubber. */
const OWN = /^(Arrow|Page|Home|End)/;
const TYPED = "input[type=text], input[type=number], textarea";

/** @param {KeyboardEvent} event */
export function nameOf({ key, shiftKey }) {
  if (key.startsWith("Arrow")) return shiftKey ? `Shift+${key}` : key;
  return key.length === 1 ? key.toLowerCase() : key;
}

/**
 * Whether the element in focus needs the key itself.
 * @param {KeyboardEvent} event
 */
export function takesKey(event) {
  const { key } = event;
  // The editor has a tree of its own, which tells the page of itself as a whole.
  const [target] = event.composedPath();
  if (!(target instanceof HTMLElement)) return false;
  // The key that opened the help closes it.
  if (target.closest("dialog")) return key !== "?" || target.closest("[data-part=help]") === null;
  if (target.isContentEditable || target.matches(TYPED)) return true;
  if (target.matches(".frame-range")) return /^(Arrow|Home|End)/.test(key);
  if (target.matches("select")) return key !== "Escape";
  if (target.matches("[data-keys=own]")) return OWN.test(key);
  return key === " " && target.matches("button, a, summary");
}
