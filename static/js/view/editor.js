/** The editor: a program and its seed, run here, with what it prints and why it stops. */

import { pack } from "../model/packed.js";
import { button, element, fill } from "./dom.js";
import { pythonEditor } from "./editor/python.js";
import { problemView, tokenForm } from "./problem.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../desk.js").DeskActions} DeskActions */
/** @typedef {{title: string, program: string}} Start a program to begin with */
/** @typedef {{joined: boolean, isolated: boolean | null, sentence: string}} Session */

/** Longer links than this are cut by some who pass them on. */
const LONG = 8000;
const TICK = 200;
const NEEDS_TOKEN =
  "To run a program here, open the address that the server printed when it started; it ends in #token=… . Or hand the token in:";
const MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);

/**
 * @param {DeskActions} desk
 * @param {HTMLElement} root
 * @param {{starts: Promise<Start[]>, session: () => Promise<Session>, left: () => void}} page
 */
export function editorView(desk, root, { starts, session, left }) {
  const host = element("div", { class: "editor-text" });
  const status = element("div", { class: "editor-status", role: "status" });
  const alert = element("div", { class: "editor-alert", role: "alert" });
  const rights = element("div", { class: "editor-rights" });
  const output = element("pre", { tabIndex: 0, "aria-label": "What the program printed" });
  const printed = element(
    "section",
    { class: "output", hidden: true },
    element("h3", {}, "Printed"),
    output,
  );
  const bar = toolbar(desk, starts, (words) => fill(status, words));
  fill(
    root,
    bar.node,
    rights,
    alert,
    host,
    status,
    printed,
    element("p", { class: "editor-help" }, ...help()),
  );
  const editor = pythonEditor(host, {
    text: desk.get().program,
    label: "The program",
    changed: desk.write,
    run: () => void desk.run(),
  });

  const askRights = () =>
    void session().then(
      (found) => fill(rights, ...rightsOf(found, askRights)),
      () => fill(rights),
    );
  let ticking = 0;
  const paint = (/** @type {Desk} */ now, /** @type {Desk | null} */ before) => {
    const entered = now.open && !before?.open;
    root.hidden = !now.open;
    editor.set(now.program);
    bar.update(now);
    if (now.failure !== before?.failure) editor.mark(markOf(now.failure));
    fill(alert, now.problem && problemView(now.problem, () => void desk.run()));
    showOutput(printed, output, outputOf(now));
    clearInterval(ticking);
    fill(status, now.notice);
    if (now.going) {
      const since = performance.now() - 1000 * now.going.elapsed;
      const tell = () => fill(status, progressOf(now, (performance.now() - since) / 1000));
      tell();
      ticking = setInterval(tell, TICK);
    }
    if (entered) {
      askRights();
      editor.focus();
    } else if (before?.open && !now.open) left();
  };
  desk.subscribe(paint);
  paint(desk.get(), null);
}

/**
 * @param {DeskActions} desk
 * @param {Promise<Start[]>} starts
 * @param {(words: string) => void} say
 */
function toolbar(desk, starts, say) {
  const shortcut = MAC ? "⌘ Enter" : "Ctrl+Enter";
  const run = button(`Run (${shortcut})`, "Run", () => void desk.run(), { class: "run" });
  const cancel = button("Cancel the run", "Cancel", desk.cancel, { class: "plain" });
  const seed = element("input", {
    type: "number",
    min: "0",
    max: String(2 ** 32 - 1),
    step: "1",
    class: "seed",
    oninput: () =>
      desk.sow(Math.min(Math.max(Math.floor(Number(seed.value)) || 0, 0), 2 ** 32 - 1)),
  });
  const copy = async () => {
    const { program, seed: number, shown } = desk.get();
    const own = shown.packed === null && program === shown.program && number === shown.seed;
    say(await copied(own ? null : await pack(program), number));
  };
  const node = element(
    "div",
    { class: "editor-bar", role: "group", "aria-label": "The program" },
    run,
    cancel,
    element(
      "label",
      { class: "seed-label", title: "Where the random numbers start" },
      "Seed ",
      seed,
    ),
    startMenu(desk, starts),
    button("Copy a link to this program", "Copy link", () => void copy(), { class: "plain" }),
    button("Back to the picture", "Close", desk.close, { class: "plain" }),
  );
  return {
    node,
    update({ going, seed: number }) {
      run.disabled = going !== null;
      cancel.hidden = going === null;
      if (Number(seed.value) !== number || seed.value === "") seed.value = String(number);
    },
  };
}

/**
 * What there is to begin with. Whatever is replaced comes back by undoing.
 * @param {DeskActions} desk
 * @param {Promise<Start[]>} starts
 */
function startMenu(desk, starts) {
  const menu = element(
    "select",
    { class: "starts", "aria-label": "Start from" },
    option("Start from …"),
  );
  /** @type {Start[]} */
  let all = [];
  void starts.then((found) => {
    all = found;
    menu.append(...found.map(({ title }) => option(title)));
  });
  menu.addEventListener("change", () => {
    const chosen = all[menu.selectedIndex - 1];
    menu.selectedIndex = 0;
    if (chosen) desk.write(chosen.program);
  });
  return menu;
}

/** @param {string} title */
function option(title) {
  return element("option", {}, title);
}

/**
 * @param {string | null} packed
 * @param {number} seed
 */
async function copied(packed, seed) {
  const hash = packed === null ? "" : `#program=${packed}&seed=${seed}`;
  const address = location.origin + location.pathname + hash;
  const long =
    address.length > LONG ? ` It has ${address.length} letters, which some cut off.` : "";
  try {
    await navigator.clipboard.writeText(address);
    return `The link is copied. Who opens it sees the program, and runs it or not.${long}`;
  } catch {
    return `This is the link: ${address}${long}`;
  }
}

/**
 * What may be done here, where that is not everything.
 * @param {Session} session
 * @param {() => void} again
 */
function rightsOf({ joined, isolated, sentence }, again) {
  if (!joined) return [element("p", {}, NEEDS_TOKEN), tokenForm(again)];
  return isolated === false ? [element("p", {}, sentence)] : [];
}

/**
 * @param {Desk} desk
 * @param {number} seconds since the run began
 */
function progressOf({ going }, seconds) {
  if (going?.state === "running") return `Running, for ${seconds.toFixed(1)} s …`;
  if (going?.position) return `Waiting: place ${going.position} in the queue.`;
  return "Asking the server to run it …";
}

/** @param {Desk} desk */
function outputOf({ going, problem, shown, program }) {
  if (going) return going.output;
  if (problem) return problem.output;
  return program === shown.program ? shown.run.trace.output : "";
}

/**
 * @param {HTMLElement} section
 * @param {HTMLElement} output
 * @param {string} text
 */
function showOutput(section, output, text) {
  section.hidden = text === "";
  if (output.textContent === text) return;
  output.textContent = text;
  output.scrollTop = output.scrollHeight;
}

/**
 * @param {import("../types.js").Failure | null} failure
 * @returns {import("./editor/python.js").Mark | null}
 */
function markOf(failure) {
  if (!failure?.line) return null;
  const { line, type, message, hint } = failure;
  return { line, title: type, message, hint: hint ?? "" };
}

function help() {
  const key = (/** @type {string} */ name) => element("kbd", {}, name);
  return [
    key(MAC ? "⌘" : "Ctrl"),
    key("Enter"),
    " runs. ",
    key("Esc"),
    ", then ",
    key("Tab"),
    " leaves the text.",
  ];
}
