/** The keyboard of a frame: what the player does not use is the host's. */

import { nameOf, takesKey } from "../keys.js";

/** @typedef {import("./options.js").Keys} Keys */

/** A clicker's keys, and those with which a deck is always left, blanked or enlarged. */
const ALWAYS = Object.freeze(["PageUp", "PageDown", "b", "f", "s", "Escape"]);
/** These change what the next key means, or go from one element to the next. */
const NEVER = Object.freeze(["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "Tab"]);

/**
 * @param {{[key: string]: () => void}} table what the player does at which key
 * @param {object} page
 * @param {() => Keys} page.keys
 * @param {() => unknown} page.state another value after every change
 * @param {import("./host.js").Send} page.send
 */
export function shareKeys(table, { keys, state, send }) {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (takesKey(event) || NEVER.includes(event.key)) return;
    const name = nameOf(event);
    if (ALWAYS.includes(name)) table[name]?.();
    else if (keys() === "focus" && used(table[name], state)) return event.preventDefault();
    if (keys() === "none" && !ALWAYS.includes(name)) return;
    if (send("key", told(event)) && !/^F\d+$/.test(name)) event.preventDefault();
  });
}

/**
 * A step onwards from the last step changes nothing: the key is the host's then.
 * @param {(() => void) | undefined} act
 * @param {() => unknown} state
 */
function used(act, state) {
  const before = state();
  act?.();
  return act !== undefined && state() !== before;
}

/** @param {KeyboardEvent} event */
function told({ key, code, keyCode, shiftKey }) {
  return { key, code, keyCode, shiftKey };
}
