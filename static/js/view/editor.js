/** The editor: a program and its seed, run here, with what it prints and why it stops. */

import { pack } from "../model/packed.js";
import { STRANGER } from "../session.js";
import { button, element, fill } from "./dom.js";
import { pythonEditor } from "./editor/python.js";
import { outputView } from "./output.js";
import { problemView, tokenForm } from "./problem.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../desk.js").DeskActions} DeskActions */
/** @typedef {{title: string, program: string}} Start a program to begin with */
/** @typedef {{joined: boolean, isolated: boolean | null, sentence: string}} Session */

/** Longer links than this are cut by some who pass them on. */
const LONG = 8000;
const TICK = 200;
const MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);

/**
 * @param {DeskActions} desk
 * @param {HTMLElement} root
 * @param {import("./editor/python.js").CodeMirror} code
 * @param {{starts: Promise<Start[]>, session: () => Promise<Session>, left: () => void}} page
 */
export function editorView(desk, root, code, { starts, session, left }) {
  const parts = partsOf(desk, starts);
  fill(root, ...parts.all);
  const editor = pythonEditor(code, parts.text, {
    text: desk.get().program,
    label: "The program",
    changed: desk.write,
    run: () => void desk.run(),
  });
  const askRights = () =>
    void session().then(
      (found) => fill(parts.rights, ...rightsOf(found, askRights)),
      () => fill(parts.rights),
    );
  const paint = (/** @type {Desk} */ now, /** @type {Desk | null} */ before) => {
    root.hidden = !now.open;
    editor.set(now.program);
    parts.update(now);
    if (now.failure !== before?.failure) editor.mark(markOf(now.failure));
    if (now.open && !before?.open) {
      askRights();
      editor.focus();
    } else if (before?.open && !now.open) left();
  };
  desk.subscribe(paint);
  paint(desk.get(), null);
}

/**
 * Everything round the text, and what brings it up to date.
 * @param {DeskActions} desk
 * @param {Promise<Start[]>} starts
 */
function partsOf(desk, starts) {
  const text = element("div", { class: "editor-text" });
  const status = element("div", { class: "editor-status", role: "status" });
  const alert = element("div", { class: "editor-alert", role: "alert" });
  const rights = element("div", { class: "editor-rights" });
  const printed = outputView();
  const choices = choicesOf(desk, starts);
  const bar = toolbar(desk, starts, (words) => fill(status, words));
  const help = element("p", { class: "editor-help" }, ...helpOf());
  let ticking = 0;
  return {
    all: [bar.node, status, rights, choices, alert, text, printed.node, help],
    text,
    rights,
    /** @param {Desk} now */
    update(now) {
      bar.update(now);
      choices.hidden = now.program.trim() !== "";
      fill(alert, now.problem && problemView(now.problem, () => void desk.run()), unplaced(now));
      printed.show(outputOf(now));
      clearInterval(ticking);
      fill(status, now.notice);
      if (!now.going) return;
      const since = performance.now() - 1000 * now.going.elapsed;
      const tell = () => fill(status, progressOf(now, (performance.now() - since) / 1000));
      tell();
      ticking = setInterval(tell, TICK);
    },
  };
}

/**
 * What can be begun with, where there is nothing yet.
 * @param {DeskActions} desk
 * @param {Promise<Start[]>} starts
 */
function choicesOf(desk, starts) {
  const choices = element(
    "div",
    { class: "choices", role: "group", "aria-label": "Begin with" },
    "Paste a program, or begin with",
  );
  void starts.then((all) =>
    choices.append(
      ...all
        .filter(({ program }) => program.includes("backward"))
        .map(({ title, program }) =>
          button(title, title, () => desk.write(program), { class: "plain" }),
        ),
    ),
  );
  return choices;
}

/**
 * @param {DeskActions} desk
 * @param {Promise<Start[]>} starts
 * @param {(words: string) => void} say
 */
function toolbar(desk, starts, say) {
  const shortcut = MAC ? "⌘ Enter" : "Ctrl+Enter";
  const run = button(`Run (${shortcut})`, "Run", () => void desk.run(), { class: "run" });
  const cancel = button("Cancel the run", "Cancel", desk.cancel, { class: "run is-cancel" });
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
    /** @param {Desk} desk */
    update({ going, seed: number }) {
      const [shown, gone] = going ? [cancel, run] : [run, cancel];
      const focused = gone.matches(":focus");
      gone.hidden = true;
      shown.hidden = false;
      if (focused) shown.focus();
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
  if (!joined) return [element("p", {}, STRANGER), tokenForm(again)];
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
  if (problem) return problem.output ?? "";
  return program === shown.program ? shown.run.trace.output : "";
}

/**
 * An error that no line can be blamed for.
 * @param {Desk} desk
 */
function unplaced({ failure }) {
  if (!failure || failure.line) return null;
  const detail = `${failure.type}: ${failure.message}`;
  return problemView({ detail, hint: failure.hint ?? "", output: "", status: 0 }, () => {});
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

function helpOf() {
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
