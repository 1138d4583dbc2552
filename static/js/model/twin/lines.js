/** Two programs line by line: which line of one is which of the other, and where they differ. */

import { align } from "./align.js";

/** @typedef {import("../../types.js").Trace} Trace */
/** @typedef {{left: string | null, right: string | null}} Change a line that one side has otherwise, or not at all */
/**
 * @typedef {object} Lines
 * @property {Map<number, number>} pairs from the first program's lines to the second's, from 1
 * @property {Change[]} changes
 */

/** So alike are two lines of which one was made of the other. */
const ALIKE = 0.4;

/**
 * @param {Trace} left
 * @param {Trace} right
 * @returns {Lines}
 */
export function pairLines(left, right) {
  const [ours, theirs] = [left, right].map(textOf);
  const pairs = align(ours, theirs, likeness);
  return {
    pairs: new Map(pairs.map(([i, j]) => [i + 1, j + 1])),
    changes: changed(ours, theirs, pairs),
  };
}

/** @param {Trace} trace @returns {string[]} the lines of the program, without comments */
function textOf({ program: { files, entry } }) {
  const text = files.find(({ name }) => name === entry)?.text ?? "";
  return text.split("\n").map((line) => line.replace(/(^|\s)#[^'"]*$/, "").trim());
}

/**
 * The same line is worth more than any that is only alike.
 * @param {string} a
 * @param {string} b
 */
function likeness(a, b) {
  if (a === b) return a === "" ? 0.1 : 2;
  const longer = Math.max(a.length, b.length);
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < shorter - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const share = (start + end) / longer;
  return share > ALIKE ? share : 0;
}

/**
 * @param {string[]} left
 * @param {string[]} right
 * @param {[number, number][]} pairs
 * @returns {Change[]}
 */
function changed(left, right, pairs) {
  /** @type {Change[]} */
  const changes = [];
  let [i, j] = [0, 0];
  for (const [nextI, nextJ] of [...pairs, [left.length, right.length]]) {
    for (; i < nextI; i += 1) if (left[i]) changes.push({ left: left[i], right: null });
    for (; j < nextJ; j += 1) if (right[j]) changes.push({ left: null, right: right[j] });
    if (i < left.length && left[i] !== right[j]) changes.push({ left: left[i], right: right[j] });
    [i, j] = [nextI + 1, nextJ + 1];
  }
  return changes;
}
