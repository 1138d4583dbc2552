/** What the reader takes away: a dialog that makes a file of this step or of all. */

import { exported, formats } from "../exporting.js";
import { element, fill } from "./dom.js";

/** @typedef {import("../store.js").Store<import("../state.js").State>} Store */
/** @typedef {import("../exporting.js").Format} Format */

const SIZES = Object.freeze(["960x540", "1280x720", "1920x1080", "3840x2160"]);
const SPEEDS = Object.freeze(["0.5", "1", "2", "4"]);
const THEMES = Object.freeze(["light", "dark", "print"]);

/**
 * Opens the dialog; everything in it is made anew for the run that is shown.
 * @param {Store} store
 * @param {HTMLDialogElement} dialog
 */
export async function openExports(store, dialog) {
  await styled();
  const rows = await formats().catch((/** @type {Error} */ error) => error);
  if (rows instanceof Error) fill(dialog, element("p", { role: "alert" }, rows.message));
  else fill(dialog, form(store, dialog, rows));
  dialog.showModal();
}

/** Its style sheet comes with it. */
async function styled() {
  const href = "/static/css/export.css";
  if (document.querySelector(`link[href="${href}"]`)) return;
  await new Promise((done) =>
    document.head.append(element("link", { rel: "stylesheet", href, onload: done, onerror: done })),
  );
}

/**
 * @param {Store} store
 * @param {HTMLDialogElement} dialog
 * @param {Format[]} rows
 */
function form(store, dialog, rows) {
  const { theme } = store.get();
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const now = theme === "auto" ? (dark ? "dark" : "light") : theme;
  const format = choice(
    rows.map(({ suffix, says }) => [suffix, `${suffix} · ${says}`]),
    "svg",
  );
  const steps = choice([
    ["this", "This step"],
    ["all", "All steps"],
    ["range", "From … to …"],
  ]);
  const { run, position } = store.get();
  const last = run.trace.steps.length;
  const [from, to] = [
    counter("From step", Math.max(position, 1), last),
    counter("To step", last, last),
  ];
  const range = element(
    "div",
    { class: "export-field" },
    element("span", {}),
    element("span", { class: "export-range" }, from, "to", to),
  );
  const themes = choice(pairs(THEMES), now);
  const size = choice(pairs(SIZES), "1280x720");
  const speed = choice(pairs(SPEEDS), "1");
  const bar = element("progress", { hidden: true });
  const told = element("p", { class: "export-told", role: "status" });
  const start = element("button", { type: "submit", class: "plain is-main" }, "Download");
  const stop = element("button", { type: "button", class: "plain" }, "Close");
  const speeds = field("Speed", speed);
  const row = () => /** @type {Format} */ (rows.find(({ suffix }) => suffix === format.value));
  const suit = () => {
    const { one, film } = row();
    steps.disabled = one;
    steps.value = one ? "this" : "all";
    range.hidden = steps.value !== "range";
    speeds.hidden = !film;
    size.value = film ? "960x540" : "1280x720";
  };
  format.onchange = suit;
  steps.onchange = () => (range.hidden = steps.value !== "range");
  suit();
  /** @type {AbortController | null} */
  let work = null;
  stop.onclick = () => (work ? work.abort() : dialog.close());
  dialog.onclose = () => work?.abort();
  const make = async () => {
    work = new AbortController();
    busy(true);
    try {
      const { name, content } = await exported(
        store.get().run.trace,
        format.value,
        options(store, { steps, from, to, themes, size, speed: row().film ? speed : null }),
        { signal: work.signal, tell },
      );
      save(name, content);
      told.textContent = `${name} is made.`;
    } catch (error) {
      const aborted = work.signal.aborted;
      told.textContent = aborted
        ? "Cancelled."
        : error instanceof Error
          ? error.message
          : `${error}`;
    } finally {
      work = null;
      busy(false);
    }
  };
  const busy = (/** @type {boolean} */ on) => {
    start.disabled = on;
    bar.hidden = !on;
    bar.removeAttribute("value");
    stop.textContent = on ? "Cancel" : "Close";
    if (on) told.textContent = "Drawing …";
  };
  const tell = (/** @type {import("../exporting.js").News} */ news) => {
    if ("before" in news) return void (told.textContent = `Waiting, ${news.before} before this …`);
    told.textContent = "Drawing …";
    bar.max = news.total;
    bar.value = news.done;
  };
  return element(
    "form",
    {
      class: "export",
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        void make();
      },
    },
    element("h2", { class: "export-title" }, "Export"),
    field("Format", format),
    field("Steps", steps),
    range,
    field("Theme", themes),
    field("Size", size),
    speeds,
    bar,
    told,
    element("div", { class: "export-ends" }, start, stop),
  );
}

/**
 * @param {Store} store
 * @param {{[name in "steps" | "themes" | "size"]: HTMLSelectElement}
 *   & {[name in "from" | "to"]: HTMLInputElement}
 *   & {speed: HTMLSelectElement | null}} chosen
 */
function options(store, { steps, from, to, themes, size, speed }) {
  const { run, position, show } = store.get();
  const [width, height] = size.value.split("x");
  const id = (/** @type {number} */ at) => run.trace.steps[at - 1]?.id ?? "0";
  return {
    theme: themes.value,
    width,
    height,
    show: show.join(","),
    ...(steps.value === "this" ? { step: id(position) } : {}),
    ...(steps.value === "range" ? { from: id(+from.value), to: id(+to.value) } : {}),
    ...(speed ? { speed: speed.value } : {}),
  };
}

/**
 * @param {string} name
 * @param {Blob} content
 */
function save(name, content) {
  const address = URL.createObjectURL(content);
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/**
 * @param {(readonly [string, string])[]} values
 * @param {string} [chosen]
 */
function choice(values, chosen) {
  return element(
    "select",
    {},
    ...values.map(([value, word]) =>
      element("option", { value, selected: value === chosen }, word),
    ),
  );
}

/**
 * A step by its number, as the page counts them.
 * @param {string} label
 * @param {number} value
 * @param {number} last
 */
function counter(label, value, last) {
  return element("input", {
    type: "number",
    "aria-label": label,
    min: "1",
    max: `${last}`,
    value: `${value}`,
    required: true,
  });
}

/** @param {readonly string[]} values @returns {[string, string][]} */
function pairs(values) {
  return values.map((value) => [value, value.replace("x", " × ")]);
}

/**
 * @param {string} word
 * @param {HTMLElement} control
 */
function field(word, control) {
  return element("label", { class: "export-field" }, word, control);
}
