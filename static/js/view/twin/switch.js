/** Where there is room for one of two pictures: which of them is seen. */

import { element, fill } from "../dom.js";

const SIDES = /** @type {const} */ (["first", "second"]);

/** @param {HTMLElement} root holds both pictures */
export function switchBetween(root) {
  const bar = element("div", { class: "switch", role: "group", "aria-label": "Which run is seen" });
  root.querySelector(".show")?.before(bar);
  const see = (/** @type {string} */ side) => {
    root.dataset.side = side;
    [...bar.children].forEach((each, index) =>
      each.setAttribute("aria-pressed", String(SIDES[index] === side)),
    );
  };
  return {
    root: bar,
    /** @param {[string, string]} titles */
    name(titles) {
      const buttons = titles.map((title, index) =>
        element(
          "button",
          { type: "button", class: "side", onclick: () => see(SIDES[index]) },
          title,
        ),
      );
      fill(bar, ...buttons);
      see(root.dataset.side ?? "first");
    },
  };
}
