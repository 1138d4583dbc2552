/** The way to this very step, for others: a link, its QR code, and a line for each kind of page. */

import { writeAddress } from "./address.js";
import { element, fill } from "./view/dom.js";

/** @typedef {import("./state.js").State} State */

const COPIED = 1600;

/**
 * @param {State} state
 * @param {string | null} lesson that the page is of
 */
export function share(state, lesson) {
  const dialog = element("dialog", { class: "help share", "aria-label": "Share this step" });
  const { path, lines } = waysTo(state, location, lesson);
  fill(
    dialog,
    element("h2", {}, "Share this step"),
    element("img", {
      class: "qr",
      src: `/api/qr.svg?path=${encodeURIComponent(path)}`,
      alt: "QR code of the link",
      // A link that carries a long program fits no code.
      onerror: (/** @type {Event} */ event) => /** @type {HTMLElement} */ (event.target).remove(),
    }),
    isOwn(location.hostname)
      ? element(
          "p",
          { class: "share-note" },
          "This address is this computer's own: others reach it once the server listens on a",
          " network (chainrule serve --host). The frames work here, without a network.",
        )
      : null,
    element("dl", { class: "ways" }, ...lines.flatMap(([name, text]) => way(name, text))),
    element("form", { method: "dialog" }, element("button", { class: "plain" }, "Close")),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/**
 * A run of a program that was changed here has no address but the link that carries the program.
 * @param {State} state
 * @param {{origin: string, pathname: string, hash: string}} place
 * @param {string | null} lesson which the link names, on the first page too
 * @returns {{path: string, lines: [string, string][]}}
 */
export function waysTo(state, { origin, pathname: here, hash }, lesson) {
  const pathname = lesson === null ? here : `/lessons/${lesson}`;
  if (/[#&]program=/.test(hash)) {
    return { path: pathname + hash, lines: [["Link", origin + pathname + hash]] };
  }
  const address = writeAddress({ ...state, slide: false });
  const step = address && `#${address}`;
  const name = /^\/(?:lessons|t)\/([^/]+)$/.exec(pathname)?.[1];
  const path = pathname + step;
  /** @type {[string, string][]} */
  const frames = name ? framesOf(state, `${origin}/embed/${name}${step}`, origin) : [];
  return { path, lines: [["Link", origin + path], ...frames] };
}

/**
 * @param {State} state
 * @param {string} address of the embed
 * @param {string} origin
 * @returns {[string, string][]}
 */
function framesOf({ run, bounds, position }, address, origin) {
  const left = run.timeline.stops.filter((stop) => stop > position && stop <= bounds[1]).length;
  const source = `src="${address.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"`;
  const size = 'width="960" height="540" style="border: 0"';
  const script = `<script src="${origin}/static/element/chain-rule.js"></script>`;
  return [
    ["Frame", `<iframe ${source} ${size} allowfullscreen></iframe>`],
    ["reveal.js", `<iframe ${source} ${size} data-chainrule-steps="${left}"></iframe>`],
    ["Element", `${script}<chain-rule ${source}></chain-rule>`],
  ];
}

/**
 * @param {string} name
 * @param {string} text
 */
function way(name, text) {
  const copy = element("button", { type: "button", class: "plain", onclick: act }, "Copy");
  async function act() {
    await navigator.clipboard.writeText(text);
    copy.textContent = "Copied";
    setTimeout(() => (copy.textContent = "Copy"), COPIED);
  }
  const field = element("input", { type: "text", readOnly: true, value: text, "aria-label": name });
  field.addEventListener("focus", () => field.select());
  return [element("dt", {}, name), element("dd", {}, field, copy)];
}

/** @param {string} host */
function isOwn(host) {
  return ["localhost", "127.0.0.1", "[::1]"].includes(host);
}
