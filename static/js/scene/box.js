/** The outline of a module's call, with its name. */

import { tidy } from "./display.js";
import { clipped, legible, widthOf } from "./letters.js";

const INDENT = 12;

/** @typedef {import("./display.js").Item} Item */

/**
 * @param {import("../types.js").Style} style
 * @param {import("../types.js").Box} box
 * @param {number} index
 * @param {{least: number}} view
 * @returns {Item[]}
 */
export function boxItems(style, { x, y, width, height, label, type, depth }, index, { least }) {
  const id = `box${index}`;
  const whole = label && type && label !== type ? `${label} · ${type}` : label || type;
  const size = legible(style.label_size, least);
  const room = width - 2 * INDENT;
  const text =
    widthOf(whole, size, "sans") <= room ? whole : clipped(label || type, room, size, "sans");
  return [
    {
      kind: "rect",
      id,
      group: null,
      role: "module",
      x,
      y,
      width,
      height,
      radius: 12,
      fill: depth % 2 ? "module-deep" : "module",
      stroke: "module-line",
      weight: 1.25,
    },
    {
      kind: "text",
      id: `${id}.label`,
      group: null,
      role: "module-label",
      x: tidy(x + INDENT),
      y: tidy(y + size + 6),
      text,
      size,
      anchor: "start",
      face: "sans",
      fill: "muted",
    },
  ];
}
