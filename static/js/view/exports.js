/** What the reader takes away: a dialog that makes a file of this step or of all. */

import { exported, formats } from "../exporting.js";
import { element, fill } from "./dom.js";

/** @typedef {import("../store.js").Store<import("../state.js").State>} Store */
/** @typedef {import("../exporting.js").Format} Format */
/** @typedef {{[option: string]: string}} Options as in the address of an export */

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
  const wish = wishes(store, rows);
  const work = progress();
  const start = element("button", { type: "submit", class: "plain is-main" }, "Download");
  const stop = element("button", { type: "button", class: "plain" }, "Close");
  /** @type {AbortController | null} */
  let running = null;
  stop.onclick = () => (running ? running.abort() : dialog.close());
  dialog.onclose = () => running?.abort();
  const busy = (/** @type {boolean} */ on) => {
    start.disabled = on;
    stop.textContent = on ? "Cancel" : "Close";
    work.show(on);
  };
  const make = async () => {
    const { signal } = (running = new AbortController());
    busy(true);
    try {
      const { format, options } = wish.asked();
      const how = { signal, tell: work.tell };
      const { name, content } = await exported(store.get().run.trace, format, options, how);
      save(name, content);
      work.say(`${name} is made.`);
    } catch (error) {
      work.say(signal.aborted ? "Cancelled." : error instanceof Error ? error.message : `${error}`);
    } finally {
      running = null;
      busy(false);
    }
  };
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    void make();
  };
  return element(
    "form",
    { class: "export", onsubmit },
    element("h2", { class: "export-title" }, "Export"),
    ...wish.fields,
    ...work.nodes,
    element("div", { class: "export-ends" }, start, stop),
  );
}

/** How far the work is. */
function progress() {
  const bar = element("progress", { hidden: true });
  const told = element("p", { class: "export-told", role: "status" });
  const say = (/** @type {string} */ text) => (told.textContent = text);
  return {
    nodes: [bar, told],
    say,
    show(/** @type {boolean} */ on) {
      bar.hidden = !on;
      bar.removeAttribute("value");
      if (on) say("Drawing …");
    },
    tell(/** @type {import("../exporting.js").News} */ news) {
      if ("before" in news) return void say(`Waiting, ${news.before} before this …`);
      say("Drawing …");
      bar.max = news.total;
      bar.value = news.done;
    },
  };
}

/**
 * What is to be made: the controls, and what they ask for.
 * @param {Store} store
 * @param {Format[]} rows
 */
function wishes(store, rows) {
  const { theme } = store.get();
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const now = theme === "auto" ? (dark ? "dark" : "light") : theme;
  const format = choice(
    rows.map(({ suffix, says }) => [suffix, `${suffix} · ${says}`]),
    "svg",
  );
  const span = spans(store);
  const themes = choice(pairs(THEMES), now);
  const size = choice(pairs(SIZES), "1280x720");
  const speed = choice(pairs(SPEEDS), "1");
  const speeds = field("Speed", speed);
  const row = () => /** @type {Format} */ (rows.find(({ suffix }) => suffix === format.value));
  const suit = () => {
    const { one, film } = row();
    span.suit(one);
    speeds.hidden = !film;
    size.value = film ? "960x540" : "1280x720";
  };
  format.onchange = suit;
  suit();
  const asked = () => {
    const [width, height] = size.value.split("x");
    /** @type {Options} */
    const pace = row().film ? { speed: speed.value } : {};
    const show = store.get().show.join(",");
    const options = { theme: themes.value, width, height, show, ...span.asked(), ...pace };
    return { format: format.value, options };
  };
  const fields = [
    field("Format", format),
    ...span.fields,
    field("Theme", themes),
    field("Size", size),
    speeds,
  ];
  return { fields, asked };
}

/**
 * Which steps: this one, all, or some, by their numbers as the page counts them.
 * @param {Store} store
 */
function spans(store) {
  const { run, position } = store.get();
  const last = run.trace.steps.length;
  const id = (/** @type {number} */ at) => run.trace.steps[at - 1]?.id ?? "0";
  const steps = choice([
    ["this", "This step"],
    ["all", "All steps"],
    ["range", "From … to …"],
  ]);
  const from = counter("From step", Math.max(position, 1), last);
  const to = counter("To step", last, last);
  const numbers = element("span", { class: "export-range" }, from, "to", to);
  const range = element("div", { class: "export-field" }, element("span"), numbers);
  const show = () => (range.hidden = from.disabled = to.disabled = steps.value !== "range");
  steps.onchange = show;
  return {
    fields: [field("Steps", steps), range],
    /** @param {boolean} one whether the format shows a single step */
    suit(one) {
      if (one) steps.value = "this";
      else if (steps.disabled) steps.value = "all";
      steps.disabled = one;
      show();
    },
    /** @returns {Options} */
    asked() {
      if (steps.value === "range") return { from: id(+from.value), to: id(+to.value) };
      return steps.value === "this" ? { step: id(position) } : {};
    },
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
