/** What an address says to the embedding alone: everything else of it is the player's state. */

import { choiceOf, isOn } from "../address.js";

/** @typedef {"focus" | "parent" | "none"} Keys who has the keyboard while the frame is in focus */
/** @typedef {{keys: Keys, dir: "lr" | "tb" | null, lang: "en"}} Options */
/** @typedef {Pick<import("../types.js").Layout, "direction" | "medium">} Wanted */

/**
 * The parameters of an address, those after # before those after ?, before what the page says.
 * @param {...string} parts from the weakest to the strongest, with or without their ? or #
 */
export function joined(...parts) {
  const all = new URLSearchParams();
  for (const part of parts) {
    for (const [name, value] of new URLSearchParams(part.replace(/^[?#]/, "")))
      all.set(name, value);
  }
  return all;
}

/**
 * What is not a choice is left as usual.
 * @param {URLSearchParams} asked
 * @returns {Options}
 */
export function readOptions(asked) {
  return {
    keys: choiceOf(asked, "keys") ?? "focus",
    dir: choiceOf(asked, "dir"),
    lang: choiceOf(asked, "lang") ?? "en",
  };
}

/**
 * The layout that an address asks for; on a narrow upright screen, downwards is the usual one.
 * @param {URLSearchParams} asked
 * @param {boolean} upright
 * @returns {Wanted}
 */
export function wantedLayout(asked, upright) {
  const { dir } = readOptions(asked);
  return {
    direction: dir ?? (upright ? "tb" : "lr"),
    medium: isOn(asked.get("slide") ?? "") ? "slide" : "page",
  };
}
