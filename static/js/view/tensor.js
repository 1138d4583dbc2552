/** A tensor that people can read: numbers, a heatmap, statistics; exact on hover, focus and copy. */

import { exact, real, short } from "../model/numbers.js";
import { countOf, exactLine, line, reach, rowsOf, shapeText, typeText } from "../model/tensors.js";
import { element } from "./dom.js";

/** @typedef {import("../types.js").Snapshot} Snapshot */
/** @typedef {import("../types.js").Scalar} Scalar */
/** @typedef {"forward" | "gradient" | "update" | "ink"} Tone */

const WIDEST = 8;
const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {Snapshot | null} snapshot
 * @param {Tone} tone
 * @param {string} [label] what it is, for a screen reader
 * @returns {HTMLElement}
 */
export function tensorView(snapshot, tone, label = "") {
  if (!snapshot) return element("span", { class: "tensor-none" }, "None");
  const rows = rowsOf(snapshot);
  if (snapshot.values?.length === 1) return single(snapshot.values[0], snapshot.dtype, tone);
  const fits =
    rows !== null &&
    rows.length <= WIDEST &&
    rows.every((row) => row.length <= WIDEST) &&
    rows.length > 0;
  const body = fits ? numbers(rows, snapshot.dtype) : picture(snapshot);
  return element(
    "div",
    {
      class: `tensor tone-${tone}`,
      tabIndex: 0,
      role: "img",
      "aria-label": `${label} ${line(snapshot)}`.trim(),
      "data-exact": fits ? exactLine(snapshot) : null,
    },
    body,
    element(
      "span",
      { class: "tensor-shape" },
      `${shapeText(snapshot.shape)} ${typeText(snapshot.dtype)}`,
    ),
  );
}

/**
 * A number that shows all its digits on hover and gives them on copy.
 * @param {Scalar} number
 * @param {string} dtype
 * @param {Tone} tone
 */
export function single(number, dtype, tone) {
  const whole = exact(number, dtype);
  return element(
    "data",
    { class: `number tone-${tone}`, value: whole, title: whole, tabIndex: 0, "aria-label": whole },
    short(number, dtype),
  );
}

/**
 * A matrix of plain numbers, as a table.
 * @param {Scalar[][]} rows
 * @param {string} dtype
 */
export function numbers(rows, dtype) {
  const scale = reach(rows.flat());
  return element(
    "table",
    { class: "cells", "aria-hidden": "true" },
    element(
      "tbody",
      {},
      ...rows.map((row) => element("tr", {}, ...row.map((number) => cell(number, dtype, scale)))),
    ),
  );
}

/**
 * @param {Scalar} number
 * @param {string} dtype
 * @param {number} scale
 */
function cell(number, dtype, scale) {
  const whole = exact(number, dtype);
  const size = real(number);
  const sign = Number.isFinite(size) ? (size < 0 ? "negative" : "positive") : "broken";
  const made = element(
    "td",
    { class: `is-${sign}` },
    element("data", { value: whole, title: whole }, short(number, dtype)),
  );
  const share = Number.isFinite(size) && scale > 0 ? Math.abs(size) / scale : 1;
  made.style.setProperty("--share", `${Math.round(share * 100)}%`);
  return made;
}

/** @param {Snapshot} snapshot */
function picture(snapshot) {
  const { statistics, note } = snapshot;
  return element(
    "div",
    { class: "tensor-large" },
    heatmap(snapshot),
    statistics && histogram(statistics.histogram),
    element(
      "dl",
      { class: "statistics" },
      ...facts(snapshot).flatMap(([name, value]) => [
        element("dt", {}, name),
        element("dd", {}, value),
      ]),
    ),
    note && element("p", { class: "aside-note" }, note),
  );
}

/** @param {Snapshot} snapshot @returns {[string, string][]} */
function facts(snapshot) {
  const { statistics, dtype } = snapshot;
  if (!statistics) return [["elements", String(countOf(snapshot))]];
  const { count, min, max, mean, std, zeros, nans, infs, sampled } = statistics;
  const number = (/** @type {Scalar | null} */ value) =>
    value === null ? "–" : short(value, dtype);
  /** @type {[string, string][]} */
  const all = [
    ["elements", String(count)],
    ["mean", number(mean)],
    ["std", number(std)],
    ["min", number(min)],
    ["max", number(max)],
  ];
  if (zeros) all.push(["zeros", String(zeros)]);
  if (nans) all.push(["NaN", String(nans)]);
  if (infs) all.push(["infinite", String(infs)]);
  if (sampled) all.push(["sampled", String(sampled)]);
  return all;
}

/** @param {Snapshot} snapshot */
function heatmap(snapshot) {
  const rows = snapshot.values ? rowsOf(snapshot) : previewRows(snapshot);
  if (!rows || rows.length === 0) return null;
  const scale = reach(rows.flat()) || 1;
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "heatmap");
  svg.setAttribute("viewBox", `0 0 ${rows[0].length} ${rows.length}`);
  svg.setAttribute("preserveAspectRatio", "none");
  rows.forEach((row, y) =>
    row.forEach((number, x) => svg.append(square(x, y, real(number), scale))),
  );
  return svg;
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} number
 * @param {number} scale
 */
function square(x, y, number, scale) {
  const rect = document.createElementNS(SVG, "rect");
  const finite = Number.isFinite(number);
  const tone = finite ? (number < 0 ? "heat-negative" : "heat-positive") : "cell-broken";
  for (const [name, value] of Object.entries({
    x,
    y,
    width: 1,
    height: 1,
    fill: `var(--${tone})`,
    "fill-opacity": finite ? Math.abs(number) / scale : 1,
  })) {
    rect.setAttribute(name, String(value));
  }
  return rect;
}

/** @param {Snapshot} snapshot @returns {Scalar[][] | null} */
function previewRows({ preview }) {
  if (!preview) return null;
  return Array.from({ length: preview.rows }, (_, row) =>
    preview.values.slice(row * preview.columns, (row + 1) * preview.columns),
  );
}

/** @param {number[] | null} counts */
function histogram(counts) {
  if (!counts || counts.length === 0) return null;
  const most = Math.max(...counts, 1);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "histogram");
  svg.setAttribute("viewBox", `0 0 ${counts.length} 24`);
  svg.setAttribute("preserveAspectRatio", "none");
  counts.forEach((count, x) => {
    const bar = document.createElementNS(SVG, "rect");
    const height = (24 * count) / most;
    for (const [name, value] of Object.entries({
      x: x + 0.08,
      y: 24 - height,
      width: 0.84,
      height,
    }))
      bar.setAttribute(name, String(value));
    svg.append(bar);
  });
  return svg;
}
