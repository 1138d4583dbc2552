/** What the step just taken made known on either side, in two columns. */

import { differ } from "../../model/twin/differences.js";
import { element } from "../dom.js";
import { block } from "../panel/block.js";
import { tensorView } from "../tensor.js";

/** @typedef {import("../../model/twin/differences.js").Compared} Compared */

/**
 * @param {Compared[]} rows
 * @param {"left" | "right" | "both"} turn who took the step
 * @param {readonly [string, string]} titles
 * @param {boolean} hidden gradients are to be guessed
 */
export function comparedBlock(rows, turn, titles, hidden) {
  const alone = turn === "both" ? null : `Only “${titles[turn === "left" ? 0 : 1]}” does this.`;
  return block(
    "Side by side",
    alone && element("p", { class: "aside-note" }, alone),
    rows.length > 0 && tableOf(rows, titles, hidden),
  );
}

/**
 * @param {Compared[]} rows
 * @param {readonly [string, string]} titles
 * @param {boolean} hidden
 */
function tableOf(rows, titles, hidden) {
  const head = [...titles.map((title) => element("th", { scope: "col" }, title)), element("td")];
  return element(
    "table",
    { class: "compared" },
    element("thead", {}, element("tr", {}, ...head)),
    ...rows.map((row) => rowsOf(row, hidden)),
  );
}

/**
 * @param {Compared} row
 * @param {boolean} hidden
 */
function rowsOf({ name, tone, left, right }, hidden) {
  const both = left !== undefined && right !== undefined;
  const differs = both && differ(left, right);
  const sign = !both ? "" : differs ? "≠" : "=";
  const words = differs ? "differs" : "the same";
  const cells = [left, right].map((snapshot) =>
    element("td", {}, cellOf(snapshot, tone, name, hidden)),
  );
  return element(
    "tbody",
    { class: differs ? "is-differing" : "" },
    element("tr", {}, element("th", { scope: "rowgroup", colSpan: 3 }, name)),
    element(
      "tr",
      {},
      ...cells,
      element(
        "td",
        { class: "sign" },
        element("span", { "aria-hidden": "true" }, sign),
        sign && element("span", { class: "unseen" }, words),
      ),
    ),
  );
}

/**
 * @param {import("../../types.js").Snapshot | null | undefined} snapshot
 * @param {"forward" | "gradient" | "update"} tone
 * @param {string} name
 * @param {boolean} hidden
 */
function cellOf(snapshot, tone, name, hidden) {
  if (snapshot === undefined) return "–";
  if (hidden && tone === "gradient") return element("span", { class: "masked" }, "?");
  return tensorView(snapshot, tone, name);
}
