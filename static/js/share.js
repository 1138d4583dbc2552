/** The way to this very step, for others: a link, its QR code, and a line for each kind of page. */

import { writeAddress } from "./address.js";
import { element, fill } from "./view/dom.js";

/** @typedef {import("./state.js").State} State */

const COPIED = 1600;

const KEPT = "The server keeps this trace for good from now on: the link does not end.";
const NOT_KEPT =
  "This link lasts as long as the server has room for the trace. Who may run programs here keeps it for good by opening this dialog.";

/**
 * @param {State} state
 * @param {string | null} lesson that the page is of
 */
export function share(state, lesson) {
  const dialog = element("dialog", { class: "help share", "aria-label": "Share this step" });
  const { path, lines } = waysTo(state, location, lesson);
  const kept = element("p", { class: "share-note", hidden: true, role: "status" });
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
    kept,
    element("dl", { class: "ways" }, ...lines.flatMap(([name, text]) => way(name, text))),
    element("form", { method: "dialog" }, element("button", { class: "plain" }, "Close")),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  keep(location).then((sentence) => {
    kept.textContent = sentence;
    kept.hidden = sentence === "";
  });
}

/**
 * Have the server keep what the link leads to; whether it does, in a sentence. A lesson is recorded
 * anew, and a program that was changed here is in its link: there is nothing to keep.
 * @param {{pathname: string, hash: string}} place
 * @returns {Promise<string>}
 */
export async function keep({ pathname, hash }) {
  const trace = /^\/t\/([^/]+)$/.exec(pathname)?.[1];
  if (trace === undefined || carriesItsProgram(hash)) return "";
  const answer = await fetch(`/api/traces/${trace}/kept`, { method: "PUT" }).catch(() => null);
  if (answer?.ok) return KEPT;
  if (answer === null || answer.status === 401) return NOT_KEPT;
  return (await answer.json().catch(() => null))?.detail ?? NOT_KEPT;
}

/** @param {string} hash */
function carriesItsProgram(hash) {
  return /[#&]program=/.test(hash);
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
  if (carriesItsProgram(hash)) {
    return { path: pathname + hash, lines: [["Link", origin + pathname + hash]] };
  }
  const address = writeAddress({ ...state, slide: false }, hash.slice(1));
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
