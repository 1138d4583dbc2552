/** What a program prints, read from its end. */

import { element } from "./dom.js";

export function outputView() {
  const text = element("pre", { tabIndex: 0, "aria-label": "What the program printed" });
  const node = element("section", { class: "output" }, element("h2", {}, "Printed"), text);
  return {
    node,
    /** @param {string} printed */
    show(printed) {
      node.hidden = printed === "";
      if (text.textContent === printed) return;
      text.textContent = printed;
      text.scrollTop = text.scrollHeight;
    },
  };
}
