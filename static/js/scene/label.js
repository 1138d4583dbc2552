/** A label in the picture: a few lines in a frame. */

import { tidy } from "./display.js";
import { baseline } from "./grid.js";
import { widthOf } from "./letters.js";

/** @typedef {import("./display.js").Item} Item */
/** @typedef {import("./raster.js").Area} Area */
/**
 * @typedef {object} Label
 * @property {string} id
 * @property {string} role
 * @property {string[]} lines
 * @property {number} size of the letters
 * @property {"sans" | "mono"} face
 * @property {"start" | "middle"} anchor
 * @property {string} fill
 * @property {string} stroke
 * @property {string} tone of the letters
 * @property {boolean} [bold] the last line
 * @property {number} [edge]
 */

const LEADING = 1.35;

/**
 * The room that a label needs.
 * @param {Label} label
 */
export function labelSize({ lines, size, face, bold = false }) {
  const widest = Math.max(...lines.map((text) => widthOf(text, size, face, bold)));
  return { width: tidy(widest + size), height: tidy(lines.length * size * LEADING) };
}

/**
 * @param {Label} label
 * @param {Area} area
 * @returns {Item[]}
 */
export function labelItems(label, { x, y, width, height }) {
  const { id, role, lines, size, face, anchor, fill, stroke, tone, bold = false, edge } = label;
  return [
    {
      kind: "rect",
      id,
      group: null,
      role,
      edge,
      x: tidy(x),
      y: tidy(y),
      width,
      height,
      radius: tidy(Math.min(height / 2, size * 0.5)),
      fill,
      stroke,
      weight: 1.75,
    },
    ...lines.map(
      (text, index) =>
        /** @type {Item} */ ({
          kind: "text",
          id: `${id}.${index}`,
          group: null,
          role: `${role}-text`,
          edge,
          x: tidy(anchor === "start" ? x + size / 2 : x + width / 2),
          y: baseline(y + size * LEADING * (index + 0.5), size),
          text,
          size,
          anchor,
          face,
          bold: bold && index === lines.length - 1,
          fill: tone,
        }),
    ),
  ];
}
