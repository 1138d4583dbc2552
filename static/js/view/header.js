/** The bar at the top: the lesson, the four overlays, the ways of telling, the theme. */

import { OVERLAYS } from "../state.js";
import { button, element, fill } from "./dom.js";
import { icon } from "./icons.js";

/** @typedef {import("../store.js").Store<import("../state.js").State>} Store */
/** @typedef {{slug: string, title: string, group: string}} Entry */

/** No lesson's name. */
const OWN = "";
const OVERLAY_WORDS = Object.freeze({
  values: ["Values", "values and gradients (v)"],
  requires_grad: ["requires_grad", "which tensors require a gradient (r)"],
  grad_fn: ["Gradient functions", "each operation's gradient function (g)"],
  chain: ["Chain rule", "the product so far on every edge (c)"],
});

/**
 * @param {Store} store
 * @param {HTMLElement} root
 * @param {import("../player.js").Player} player
 * @param {{lessons: Entry[], slug: string | null, partners: () => {slug: string, title: string}[], help: () => void, save: () => void}} page
 */
export function headerView(store, root, player, { lessons, slug, partners, help, save }) {
  const overlays = OVERLAYS.map((overlay) => {
    const [word, hint] = OVERLAY_WORDS[overlay];
    return toggle(
      word,
      hint,
      () => player.toggleOverlay(overlay),
      (state) => state.show.includes(overlay),
    );
  });
  const modes = [
    toggle(
      "Inside",
      "tell each step from the inside (i)",
      player.toggleInside,
      (state) => state.inside,
    ),
    toggle(
      "Predict",
      "hide each gradient until it is guessed (p)",
      player.togglePredict,
      (state) => state.predict,
    ),
    twinToggle(player, partners),
  ];
  fill(
    root,
    element("a", { class: "brand", href: "/lessons", title: "All lessons" }, "chainrule"),
    titleOf(store.get().run.trace.meta.title, lessons, slug),
    element(
      "div",
      { class: "toggles", role: "group", "aria-label": "Show in the picture" },
      ...overlays.map(({ node }) => node),
    ),
    element(
      "div",
      { class: "toggles", role: "group", "aria-label": "Ways of telling" },
      ...modes.map(({ node }) => node),
    ),
    element(
      "div",
      { class: "tools" },
      element(
        "a",
        { class: "round", href: "/lessons", "aria-label": "All lessons", title: "All lessons" },
        icon("list"),
      ),
      button(
        "Share this step",
        icon("share"),
        async () => (await import("../share.js")).share(store.get(), slug),
        { class: "round" },
      ),
      button(
        "Light or dark",
        icon("theme"),
        () => store.set({ theme: isDark() ? "light" : "dark" }),
        { class: "round" },
      ),
      button("Export: pictures, films, slides", icon("save"), save, { class: "round" }),
      button("Keys and help (?)", icon("help"), help, { class: "round" }),
    ),
  );
  store.subscribe(({ run }, before) => {
    if (run !== before.run) retitle(root, run.trace.meta.title);
  });
  const paint = () => [...overlays, ...modes].forEach(({ update }) => update(store.get()));
  store.subscribe(paint);
  paint();
}

/**
 * @param {string} word
 * @param {string} hint
 * @param {() => void} act
 * @param {(state: import("../state.js").State) => boolean} isOn
 */
function toggle(word, hint, act, isOn) {
  const node = element(
    "button",
    { type: "button", class: "toggle", title: hint, onclick: act },
    word,
  );
  return {
    node,
    update: (/** @type {import("../state.js").State} */ state) =>
      node.setAttribute("aria-pressed", String(isOn(state))),
  };
}

/**
 * The runs that go beside this one; a program changed here has the lesson's own among them.
 * @param {import("../player.js").Player} player
 * @param {() => {slug: string, title: string}[]} partners
 */
function twinToggle(player, partners) {
  const { node, update } = toggle(
    "Twin",
    "",
    () => player.nextTwin(partners()),
    (state) => state.twinOf !== null,
  );
  return {
    node,
    update: (/** @type {import("../state.js").State} */ state) => {
      const found = partners();
      node.hidden = found.length === 0 && state.twinOf === null;
      node.title = `side by side: ${found.map(({ title }) => title).join("; ")} (t)`;
      update(state);
    },
  };
}

/**
 * @param {string} title
 * @param {Entry[]} lessons
 * @param {string | null} slug
 */
function titleOf(title, lessons, slug) {
  if (slug === null || lessons.length < 2) return element("h1", { class: "title" }, title);
  const choice = element(
    "select",
    {
      class: "lessons",
      "aria-label": "Lesson",
      onchange: () => location.assign(choice.value === OWN ? "/new" : `/lessons/${choice.value}`),
    },
    ...grouped(lessons).map(([group, members]) =>
      element("optgroup", { label: group }, ...members.map((lesson) => optionOf(lesson, slug))),
    ),
    element(
      "optgroup",
      { label: "Your own" },
      element("option", { value: OWN }, "A program of your own"),
    ),
  );
  return element("h1", { class: "title" }, choice);
}

/**
 * @param {HTMLElement} root
 * @param {string} title
 */
function retitle(root, title) {
  const heading = root.querySelector(".title");
  if (heading && !heading.querySelector("select")) heading.textContent = title;
}

/**
 * @param {Entry} lesson
 * @param {string} slug the one that is open
 */
function optionOf(lesson, slug) {
  return element("option", { value: lesson.slug, selected: lesson.slug === slug }, lesson.title);
}

/**
 * @param {Entry[]} lessons
 * @returns {[string, Entry[]][]}
 */
function grouped(lessons) {
  /** @type {Map<string, Entry[]>} */
  const groups = new Map();
  for (const lesson of lessons)
    groups.set(lesson.group, [...(groups.get(lesson.group) ?? []), lesson]);
  return [...groups];
}

function isDark() {
  const chosen = document.documentElement.getAttribute("data-theme");
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}
