/**
 * A slide as a list of what to draw, without a page: the exports' way into the scene. It has the
 * distances of the style sheets; mathematics stays MathML, whose sizes the caller knows.
 */

import { aimedFor } from "./aim.js";
import { between, slideUnit } from "./camera.js";
import { equationsAt } from "./model/equation.js";
import { headline } from "./model/headline.js";
import { mathmlOf } from "./model/mathematics.js";
import { makeRun } from "./model/run.js";
import { plain, sentence } from "./model/sentence.js";
import { paragraph } from "./scene/paragraph.js";
import { notesAt, placesOf } from "./scene/notes.js";
import { placerAt, PLAIN_VIEW, scene } from "./scene/scene.js";

export { makeRun, PLAIN_VIEW, scene };

/** @typedef {import("./camera.js").Camera} Camera */
/** @typedef {import("./model/run.js").Run} Run */
/** @typedef {import("./rules.js").Rule} Rule */
/** @typedef {{key: string, mathml: string, letters: {[letter: string]: string}, size: number}} Formula */
/**
 * `rules` by gradient function, `sizes` of formulas in units of the picture by their keys.
 * @typedef {{run: Run, rules: {[name: string]: Rule}, sizes: {[key: string]: [number, number]}}} Source
 */
/**
 * `cameras` of the steps before this one and of this one, where the picture is part of a film.
 * @typedef {object} Wish
 * @property {number} position
 * @property {number} progress
 * @property {readonly string[]} show
 * @property {number} width
 * @property {number} height
 * @property {"follow" | "whole"} fit
 * @property {[Camera, Camera] | null} cameras
 */

/** Distances on a slide of 720 lines. */
const TITLE = Object.freeze({ size: 34, leading: 1.2, top: 10, below: 2 });
const WORDS = Object.freeze({ size: 24, leading: 1.33, lines: 2 });
const CAPTION = Object.freeze({ height: 120, alone: 60, side: 32 });
const CHAIN = Object.freeze({ height: 140, size: 30, fraction: 26, gap: 48, most: 2 });
const NOTE = Object.freeze({ side: 16, ends: 8, apart: 2 });
const FORMULA = 26;
/** The camera has arrived when a step is half done. */
const GLIDE = 0.5;

const TONES = Object.freeze({ forward: "forward", backward: "gradient", update: "update" });

/**
 * The positions that an export can show, the phase of each, and what is said there.
 * @param {Run} run
 */
export function stopsOf(run) {
  return run.timeline.stops.map((position) => ({
    position,
    id: run.trace.steps[position - 1]?.id ?? null,
    title: headline(run, position, true).text,
    text: plain(sentence(run, position)),
  }));
}

/**
 * The cameras of these positions, each following the one before.
 * @param {Run} run
 * @param {number[]} positions
 * @param {Omit<Wish, "position" | "progress" | "cameras">} wish
 */
export function camerasOf(run, positions, wish) {
  /** @type {Camera | null} */
  let camera = null;
  return positions.map((position) => {
    camera = cameraAt(run, { ...wish, position }, camera).camera;
    return camera;
  });
}

/**
 * @param {Source} source
 * @param {Wish} wish
 */
export function still({ run, rules, sizes }, wish) {
  const { position, progress, show, width, height, cameras } = wish;
  const unit = slideUnit({ width, height });
  const { camera, least, margin } = cameraAt(run, wish, cameras?.[0] ?? null);
  const stage = stageOf(wish);
  const view = viewOf(show, least, margin);
  return {
    stage,
    camera: cameras ? between(...cameras, eased(Math.min(progress / GLIDE, 1))) : camera,
    items: scene(run, position, progress, view),
    notes: notesOf({ run, position, show }, view, rules, sizes),
    caption: captionOf(run, wish, unit),
    chain: show.includes("chain") ? chainOf(run, wish, unit) : null,
  };
}

/**
 * Where the picture is on a slide.
 * @param {{show: readonly string[], width: number, height: number}} wish
 */
function stageOf({ show, width, height }) {
  const unit = slideUnit({ width, height });
  const top = unit * (show.includes("chain") ? CAPTION.alone + CHAIN.height : CAPTION.height);
  return { x: 0, y: top, width, height: height - top };
}

/**
 * @param {Run} run
 * @param {Omit<Wish, "progress" | "cameras">} wish
 * @param {Camera | null} camera
 */
function cameraAt(run, { position, show, width, height, fit }, camera) {
  const window = stageOf({ show, width, height });
  return aimedFor({ run, position }, { window, slide: { width, height }, camera }, fit);
}

/**
 * @param {readonly string[]} show
 * @param {number} least
 * @param {{x: number, y: number}} margin
 * @returns {import("./scene/scene.js").View}
 */
function viewOf(show, least, margin) {
  const [values, needs, gradFn, chain] = ["values", "requires_grad", "grad_fn", "chain"].map(
    (each) => show.includes(each),
  );
  return {
    ...PLAIN_VIEW,
    show: { values, requires_grad: needs, grad_fn: gradFn, chain },
    slide: true,
    least,
    margin,
  };
}

/**
 * The formulas of a still, whose sizes are to be known before it is drawn.
 * @param {Source} source
 * @param {Wish} wish
 * @returns {Formula[]}
 */
export function formulasAt({ run, rules }, { position, show }) {
  return ruled({ run, position, show }, rules).flatMap(({ formulas }) => formulas);
}

/**
 * The rules beside the operations: boxes in units of the picture.
 * @param {{run: Run, position: number, show: readonly string[]}} shown
 * @param {import("./scene/scene.js").View} view
 * @param {Source["rules"]} rules
 * @param {Source["sizes"]} sizes
 */
function notesOf(shown, view, rules, sizes) {
  const all = ruled(shown, rules);
  if (all.length === 0) return [];
  const rooms = all.map(({ formulas }) => {
    const lines = formulas.map(({ key }) => sizes[key] ?? [0, 0]);
    const heights = lines.map(([, height]) => height + 2 * NOTE.apart);
    return {
      width: Math.max(0, ...lines.map(([width]) => width)) + 2 * NOTE.side,
      height: heights.reduce((sum, height) => sum + height, 2 * NOTE.ends),
    };
  });
  const placer = placerAt(shown.run, shown.position, view);
  return placesOf(
    all.map(({ note }) => note),
    // The page knows how large an element is in whole pixels.
    rooms.map(({ width, height }) => ({ width: Math.round(width), height: Math.round(height) })),
    placer,
  ).flatMap((place, index) => {
    const { note, formulas } = all[index];
    return place ? [{ ...place, ...rooms[index], ...NOTE, current: note.current, formulas }] : [];
  });
}

/**
 * @param {{run: Run, position: number, show: readonly string[]}} shown
 * @param {Source["rules"]} rules
 */
function ruled(shown, rules) {
  return notesAt(shown, { find: (name) => rules[name] ?? null }).map((note) => ({
    note,
    formulas: note.formulas.map(({ mathml }) => {
      const letters = Object.fromEntries(note.letters);
      return { key: JSON.stringify([mathml, letters]), mathml, letters, size: FORMULA };
    }),
  }));
}

/**
 * The title and the sentence, as lines of text in pixels.
 * @param {Run} run
 * @param {{position: number, show: readonly string[], width: number}} wish
 * @param {number} unit
 */
function captionOf(run, { position, show, width }, unit) {
  const { phase, text } = headline(run, position, true);
  const room = width - 2 * CAPTION.side * unit;
  const frame = { x: CAPTION.side * unit, y: TITLE.top * unit, width: room };
  const fill = phase ? TONES[phase] : "ink";
  const title = paragraph([{ text, face: "sans", bold: true, fill, code: false }], frame, {
    size: TITLE.size * unit,
    leading: TITLE.leading,
    lines: 1,
  });
  if (show.includes("chain")) return title;
  const below = { ...frame, y: unit * (TITLE.top + TITLE.size * TITLE.leading + TITLE.below) };
  const spans = sentence(run, position).map(({ tone, text: said }) => ({
    text: said,
    face: /** @type {"sans" | "mono"} */ (tone === "code" ? "mono" : "sans"),
    bold: tone === "name",
    code: tone === "code",
    fill: tone === "forward" || tone === "gradient" || tone === "update" ? tone : "ink",
  }));
  return [...title, ...paragraph(spans, below, { ...WORDS, size: WORDS.size * unit })];
}

/**
 * The equations of the step.
 * @param {Run} run
 * @param {{position: number, width: number}} wish
 * @param {number} unit
 */
function chainOf(run, { position, width }, unit) {
  const size = CHAIN.size * unit;
  const room = (width - 2 * CAPTION.side * unit) / size - 1;
  const all = equationsAt(run, position, { room });
  return {
    x: CAPTION.side * unit,
    y: CAPTION.alone * unit,
    width: width - 2 * CAPTION.side * unit,
    height: CHAIN.height * unit,
    gap: CHAIN.gap * unit,
    size,
    fraction: CHAIN.fraction * unit,
    unit,
    more: Math.max(all.length - CHAIN.most, 0),
    equations: all
      .slice(0, CHAIN.most)
      .map(({ pieces, phase }) => ({ mathml: mathmlOf(pieces), fill: TONES[phase] })),
  };
}

/** @param {number} share */
function eased(share) {
  return share * share * (3 - 2 * share);
}
