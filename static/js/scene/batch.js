/** The batch on a card: a bracket along its rows, and its size where the shape does not say it. */

import { tidy } from "./display.js";
import { baseline, gridSize } from "./grid.js";
import { legible, widthOf } from "./letters.js";

/** @typedef {import("./display.js").Item} Item */

const AWAY = 7;
/** From the outline of the card. */
const EDGE = 5;
const ROOM = 8;

/**
 * @param {import("./face.js").Face} face
 * @param {{x: number, y: number}} grid the top left corner of the value
 * @param {boolean} said whether the shape is there to be read, with its batch
 * @returns {Item[]}
 */
export function batchItems(
  { id, card, style, value, numbers, batch, along, least },
  { x, y },
  said,
) {
  if (!batch || !value.known) return [];
  const { height } = gridSize(card.value);
  const left = tidy(Math.max(x - AWAY, card.x + EDGE));
  const [hook, top, foot] = [tidy(Math.max(x - 1, left + 3)), tidy(y + 3), tidy(y + height - 3)];
  /** @type {Item} */
  const bracket = {
    kind: "path",
    id: `${id}.batch`,
    group: id,
    role: "batch",
    d: `M${hook},${top}H${left}V${foot}H${hook}`,
    stroke: "ink",
    weight: 2.5,
    fill: "none",
  };
  const text = `B=${batch}`;
  const size = legible(style.subtitle_size, least);
  const symbol = card.symbol
    ? style.symbol_gap + widthOf(card.symbol, style.symbol_size, "sans")
    : 0;
  const title = widthOf(card.title, style.title_size, "sans", true) + symbol;
  const width = widthOf(text, size, "sans");
  // Above the bracket, or as little before it as the title asks for.
  const free = card.x + (card.width - title) / 2 - ROOM - width;
  const start = Math.min(Math.max(left, card.x + ROOM), free);
  const written = !said && start >= card.x + ROOM;
  return [
    ...(along && numbers ? [bracket] : []),
    ...(written
      ? [
          /** @type {Item} */ ({
            kind: "text",
            id: `${id}.batch.size`,
            group: id,
            x: tidy(start),
            y: baseline(card.y + style.padding_y + style.title_line / 2, size),
            text,
            size,
            anchor: "start",
            face: "sans",
            fill: "ink",
          }),
        ]
      : []),
  ];
}
