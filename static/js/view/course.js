/** Numbers over the iterations as curves, with their scale and the numbers under the pointer. */

import { short } from "../model/numbers.js";
import { element, fill } from "./dom.js";

/** @typedef {import("../model/course.js").Course} Course */

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 100;
const MARGIN = 8;
/** With more iterations than this, dots would be a line of their own. */
const MOST_DOTS = 48;

/**
 * @param {Course} course
 * @param {Course | null} beside the same of another run
 * @param {HTMLElement} range what an iteration is chosen by, on top of the curve
 * @returns {HTMLElement[]} the scale, and the curve
 */
export function courseOf(course, beside, range) {
  const lines = [...course.lines, ...(beside?.lines ?? [])];
  const numbers = lines.flatMap(({ values }) => values).filter(Number.isFinite);
  const [low, high] = numbers.length ? [Math.min(...numbers), Math.max(...numbers)] : [0, 0];
  const share = (/** @type {number} */ value) => (value - low) / (high - low || 1);
  const count = course.lines[0]?.values.length ?? 1;
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({
    class: "loss-curve",
    viewBox: `0 0 ${Math.max(count - 1, 1)} ${HEIGHT}`,
    preserveAspectRatio: "none",
    "aria-hidden": "true",
  }))
    svg.setAttribute(name, value);
  svg.append(
    ...(beside?.lines ?? []).map(({ values }) => polyline(values, share, "is-beside")),
    ...course.lines.map(({ values }) => polyline(values, share, "")),
  );
  const hint = element("span", { class: "frame-hint", hidden: true, "aria-hidden": "true" });
  const root = element(
    "div",
    { class: "frame-curve" },
    svg,
    ...(count <= MOST_DOTS ? course.lines.flatMap(({ values }) => dots(values, share)) : []),
    hint,
    range,
  );
  tellUnderPointer(root, hint, course, count);
  const scale = (numbers.length ? [high, low] : []).map((value) =>
    element("span", {}, short(value, course.dtype)),
  );
  return [element("div", { class: "frame-scale", "aria-hidden": "true" }, ...scale), root];
}

/**
 * The numbers of a frame, in words.
 * @param {Course} course
 * @param {number} frame
 */
export function numbersAt({ lines, dtype }, frame) {
  return lines
    .filter(({ values }) => Number.isFinite(values[frame]))
    .map(({ name, values }) => `${name} ${short(values[frame], dtype)}`)
    .join(", ");
}

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} hint
 * @param {Course} course
 * @param {number} count
 */
function tellUnderPointer(root, hint, course, count) {
  root.addEventListener("pointermove", ({ clientX }) => {
    const { left, width } = root.getBoundingClientRect();
    const inside = (clientX - left - MARGIN) / Math.max(width - 2 * MARGIN, 1);
    const frame = Math.round(Math.min(Math.max(inside, 0), 1) * (count - 1));
    fill(hint, `${frame + 1}: ${numbersAt(course, frame)}`);
    hint.hidden = false;
    hint.style.left = `${Math.min(Math.max(inside, 0.1), 0.9) * 100}%`;
  });
  root.addEventListener("pointerleave", () => (hint.hidden = true));
}

/**
 * @param {number[]} values
 * @param {(value: number) => number} share of the height
 * @param {string} name of a class
 */
function polyline(values, share, name) {
  const line = document.createElementNS(SVG, "polyline");
  const points = values.flatMap((value, index) =>
    Number.isFinite(value)
      ? [`${index},${HEIGHT - MARGIN - share(value) * (HEIGHT - 2 * MARGIN)}`]
      : [],
  );
  line.setAttribute("points", points.join(" "));
  line.setAttribute("class", name);
  return line;
}

/**
 * @param {number[]} values
 * @param {(value: number) => number} share
 */
function dots(values, share) {
  return values.flatMap((value, index) => {
    if (!Number.isFinite(value)) return [];
    const dot = element("span", { class: "frame-dot", "aria-hidden": "true" });
    const across = index / Math.max(values.length - 1, 1);
    dot.style.left = `calc(${MARGIN}px + ${across} * (100% - ${2 * MARGIN}px))`;
    dot.style.bottom = `${MARGIN + share(value) * (HEIGHT - 2 * MARGIN)}%`;
    return [dot];
  });
}
