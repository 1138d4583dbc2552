/** The outline of a module's call, with its name. */

import { tidy } from "./display.js";

/** @typedef {import("./display.js").Item} Item */

/**
 * @param {import("../types.js").Style} style
 * @param {import("../types.js").Box} box
 * @param {number} index
 * @returns {Item[]}
 */
export function boxItems(style, { x, y, width, height, label, type, depth }, index) {
  const id = `box${index}`;
  const text = label && type && label !== type ? `${label} · ${type}` : label || type;
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
      x: tidy(x + 12),
      y: tidy(y + style.label_size + 6),
      text,
      size: style.label_size,
      anchor: "start",
      face: "sans",
      fill: "muted",
    },
  ];
}
