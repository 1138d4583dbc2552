/** All the labels of a moment, each where it has room: badges of cards, and the chain rule's chips. */

import { badgesOf } from "./badge.js";
import { chipsOf, leaderItems } from "./chip.js";
import { labelItems, labelSize } from "./label.js";
import { makePlacer } from "./placement.js";

/** @typedef {import("./display.js").Item} Item */

/** A badge hangs on its card, or as near to it as there is room. */
const BADGE = Object.freeze({ reach: 130, sunk: 6 });

/**
 * @param {import("./moment.js").Moment} moment
 * @param {import("../types.js").Frame} frame
 * @param {import("../types.js").Picture} picture
 * @param {import("./card.js").Drawn[]} cards
 * @param {import("./scene.js").View} view
 * @returns {{leaders: Item[], labels: Item[], placer: import("./placement.js").Placer}}
 */
export function labelsOf(moment, frame, picture, cards, view) {
  const placer = makePlacer(picture, view.margin);
  const chips = chipsOf(moment, frame, picture, view);
  /** @type {Item[]} */
  const leaders = [];
  /** @type {Item[]} */
  const labels = [];
  const put = (/** @type {import("./chip.js").Chip} */ chip) => {
    for (const label of [chip.label, chip.short]) {
      const area = placer.place(chip.at, labelSize(label));
      if (!area) continue;
      leaders.push(...leaderItems(chip, area));
      labels.push(...labelItems(label, area));
      return;
    }
  };
  chips.filter(({ current }) => current).forEach(put);
  const lit = cards.filter(({ node }) => moment.lit.has(node));
  const idle = cards.filter(({ node }) => !moment.lit.has(node));
  for (const drawn of [...lit, ...idle]) {
    for (const label of badgesOf(moment, drawn, view)) {
      const { card } = drawn;
      const size = labelSize(label);
      const foot = [card.x + card.width / 2, card.y + card.height - BADGE.sunk + size.height / 2];
      const area = placer.place(foot, size, BADGE);
      if (area) labels.push(...labelItems(label, area));
    }
  }
  chips.filter(({ current }) => !current).forEach(put);
  return { leaders, labels, placer };
}
