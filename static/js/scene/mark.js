/** The sign on a card that holds something else in the other run. */

import { baseline } from "./grid.js";

/** @typedef {import("./display.js").Item} Item */

const SIZE = 22;
const RADIUS = 16;

/**
 * @param {import("./card.js").Drawn} drawn
 * @param {import("./scene.js").View} view
 * @returns {Item[]}
 */
export function markItems({ card, index, node }, { differing }) {
  if (!differing.has(node)) return [];
  const [x, y] = [card.x + card.width - RADIUS / 2, card.y + RADIUS / 4];
  return [
    {
      kind: "rect",
      id: `mark${index}`,
      group: null,
      role: "mark",
      x: x - RADIUS,
      y: y - RADIUS,
      width: 2 * RADIUS,
      height: 2 * RADIUS,
      radius: RADIUS,
      fill: "ink",
      stroke: "surface",
      weight: 2,
    },
    {
      kind: "text",
      id: `mark${index}.text`,
      group: null,
      role: "mark-text",
      x,
      y: baseline(y, SIZE),
      text: "≠",
      size: SIZE,
      anchor: "middle",
      face: "sans",
      fill: "surface",
    },
  ];
}
