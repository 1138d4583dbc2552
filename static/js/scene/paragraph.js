/** Running text broken into lines, as a browser breaks it, in the metrics of the shipped fonts. */

import { widthOf } from "./letters.js";

/**
 * Code stands on a ground of its own, which reaches `before` and `after` it.
 * @typedef {{text: string, face: "sans" | "mono", bold: boolean, fill: string, code: boolean,
 *   before?: number, after?: number}} Run
 */
/** @typedef {{x: number, y: number, size: number, runs: Run[]}} Line */
/** @typedef {{size: number, leading: number, lines: number}} Setting */

/** How far the fonts reach above and below the line, in sizes of their type. */
const REACH = Object.freeze({ sans: [1984 / 2048, 494 / 2048], mono: [1.02, 0.3] });
const ELLIPSIS = "…";
/** Of code, in pixels, as the style sheet has it. */
const PADDING = 4;

/**
 * @param {Run[]} runs
 * @param {{x: number, y: number, width: number}} frame
 * @param {Setting} setting with no more than `lines`: what is left over becomes an ellipsis
 * @returns {Line[]}
 */
export function paragraph(runs, frame, { size, leading, lines }) {
  const broken = broke(wordsOf(runs), frame.width, size);
  let top = frame.y;
  return broken.slice(0, lines).map((words, index) => {
    const [above, below] = reachOf(words, size, leading);
    const y = top + above;
    top = y + below;
    const last = index === lines - 1 && broken.length > lines;
    return { x: frame.x, y, size, runs: joined(last ? ended(words, frame.width, size) : words) };
  });
}

/**
 * How far a line of text reaches above and below its base line, as browsers have it: they measure
 * fonts in whole pixels, and a line is as high as the highest of its faces.
 * @param {Run[]} runs
 * @param {number} size
 * @param {number} leading
 */
function reachOf(runs, size, leading) {
  /** @type {("sans" | "mono")[]} */
  const faces = ["sans", ...runs.map(({ face }) => face)];
  const all = faces.map((face) => {
    const [up, down] = REACH[face].map((share) => share * size);
    const short = Math.round(down) < down ? 1 : 0;
    const [above, below] = [Math.round(up) - short, Math.round(down) + short];
    const spare = Math.floor((leading * size - above - below) / 2);
    return [above + spare, leading * size - above - spare];
  });
  return [0, 1].map((side) => Math.max(...all.map((each) => each[side])));
}

/**
 * Pieces that lines can be broken after: each ends with its spaces, or inside a word of code.
 * @param {Run[]} runs
 * @returns {Run[][]} words, each of one or more runs
 */
function wordsOf(runs) {
  /** @type {Run[][]} */
  const words = [];
  let open = false;
  for (const run of runs) {
    const pieces = run.text.match(/\S+\s*|\s+/g) ?? [];
    pieces.forEach((text, index) => {
      const before = run.code && index === 0 ? PADDING : 0;
      const after = run.code && index === pieces.length - 1 ? PADDING : 0;
      const piece = { ...run, text, before, after };
      if (open) words[words.length - 1].push(piece);
      else words.push([piece]);
      open = !/\s$/.test(text);
    });
  }
  return words;
}

/**
 * @param {Run[][]} words
 * @param {number} room
 * @param {number} size
 * @returns {Run[][]} the runs of each line
 */
function broke(words, room, size) {
  /** @type {Run[][][]} */
  const lines = [[]];
  let used = 0;
  for (const word of words) {
    if (used > 0 && used + widthOfRuns(trimmed(word), size) > room) {
      lines.push([]);
      used = 0;
    }
    lines[lines.length - 1].push(word);
    used += widthOfRuns(word, size);
  }
  keepCompany(lines);
  return lines.map((line) => trimmed(line.flat()));
}

/**
 * A word does not stand on the last line alone, as browsers have it for `text-wrap: pretty`.
 * @param {Run[][][]} lines of words
 */
function keepCompany(lines) {
  const [before, last] = lines.slice(-2);
  if (!last || last.length > 1 || before.length < 3) return;
  const moved = before.pop();
  if (moved) last.unshift(moved);
}

/** @param {Run[]} runs @param {number} size */
function widthOfRuns(runs, size) {
  return runs.reduce(
    (sum, { text, face, bold, before = 0, after = 0 }) =>
      sum + before + widthOf(text, size, face, bold) + after,
    0,
  );
}

/** @param {Run[]} runs */
function trimmed(runs) {
  const last = runs[runs.length - 1];
  return last ? [...runs.slice(0, -1), { ...last, text: last.text.trimEnd() }] : runs;
}

/**
 * A line that says that there is more.
 * @param {Run[]} runs
 * @param {number} room
 * @param {number} size
 */
function ended(runs, room, size) {
  let kept = trimmed(runs);
  const more = (/** @type {Run[]} */ line) => [
    ...line,
    { ...line[line.length - 1], text: ELLIPSIS },
  ];
  while (kept.length > 0 && widthOfRuns(more(kept), size) > room) {
    const last = kept[kept.length - 1];
    const text = last.text.slice(0, -1);
    kept = text ? [...kept.slice(0, -1), { ...last, text }] : kept.slice(0, -1);
  }
  return kept.length > 0 ? more(kept) : kept;
}

/**
 * Neighbours that look the same are one run.
 * @param {Run[]} runs
 * @returns {Run[]}
 */
function joined(runs) {
  /** @type {Run[]} */
  const all = [];
  for (const run of runs) {
    const last = all[all.length - 1];
    const same = last && last.face === run.face && last.bold === run.bold && last.fill === run.fill;
    if (same) all[all.length - 1] = { ...last, text: last.text + run.text };
    else all.push(run);
  }
  return all.filter(({ text }) => text !== "");
}
