/** What an address says to the embedding alone: everything else of it is the player's state. */

import { isOn } from "../address.js";

/** @typedef {"focus" | "parent" | "none"} Keys who has the keyboard while the frame is in focus */
/** @typedef {{keys: Keys, dir: "lr" | "tb" | null, lang: "en"}} Options */
/** @typedef {Pick<import("../types.js").Layout, "direction" | "medium">} Wanted */

/** @type {{[name: string]: readonly string[]}} */
const CHOICES = Object.freeze({
  keys: ["focus", "parent", "none"],
  dir: ["lr", "tb"],
  lang: ["en"],
});

/** @type {Options} */
const USUAL = Object.freeze({ keys: "focus", dir: null, lang: "en" });

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
 * What is not a choice is left as usual, with a warning.
 * @param {URLSearchParams} asked
 * @returns {Options}
 */
export function readOptions(asked) {
  const read = Object.entries(CHOICES).flatMap(([name, choices]) => {
    const value = asked.get(name);
    if (value === null) return [];
    if (choices.includes(value)) return [[name, value]];
    console.warn(`The address says ${name}=${value}; it can be ${choices.join(", ")}.`);
    return [];
  });
  return { ...USUAL, ...Object.fromEntries(read) };
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
