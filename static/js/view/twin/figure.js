/** The place of the other run: its name, what its program has otherwise, its caption, its picture. */

import { button, element, fill } from "../dom.js";
import { icon } from "../icons.js";

/** @typedef {import("../../model/twin/lines.js").Change} Change */
/** @typedef {{slug: string, title: string, group: string}} Entry */

/** So many changed lines are told, the others are counted. */
const MOST = 2;

/**
 * @param {{lessons: Entry[], choose: (slug: string) => void, close: () => void}} page
 */
export function twinFigure({ lessons, choose, close }) {
  const [head, caption, stage, live] = [
    element("div", { class: "twin-head" }),
    element("div", { class: "caption" }),
    element("div", { class: "stage" }),
    element("div", { class: "unseen", role: "status", "aria-live": "polite" }),
  ];
  const root = element(
    "section",
    { class: "show is-twin", "aria-label": "The run beside it" },
    head,
    element("div", { class: "twin-body" }, caption, stage),
    live,
  );
  return {
    root,
    caption,
    stage,
    /** @param {string} text */
    speak: (text) => (live.textContent = text),
    /**
     * @param {string} title
     * @param {string | null} slug
     * @param {Change[]} changes
     */
    name(title, slug, changes) {
      fill(
        head,
        choiceOf(lessons, slug, title, choose),
        element("p", { class: "twin-changes" }, ...toldChanges(changes)),
        button("One run alone (t)", icon("close"), close, { class: "round" }),
      );
    },
    /** @param {string} problem */
    fail(problem) {
      const words = element("p", { class: "twin-changes", role: "alert" }, problem);
      fill(head, words, button("One run alone (t)", icon("close"), close, { class: "round" }));
    },
  };
}

/**
 * @param {Entry[]} lessons
 * @param {string | null} slug
 * @param {string} title
 * @param {(slug: string) => void} choose
 */
function choiceOf(lessons, slug, title, choose) {
  if (!lessons.some((lesson) => lesson.slug === slug)) {
    return element("h2", { class: "twin-title" }, title);
  }
  const choice = element(
    "select",
    { class: "lessons", "aria-label": "Beside it", onchange: () => choose(choice.value) },
    ...lessons.map((lesson) =>
      element("option", { value: lesson.slug, selected: lesson.slug === slug }, lesson.title),
    ),
  );
  return element("h2", { class: "twin-title" }, choice);
}

/** @param {Change[]} changes */
function toldChanges(changes) {
  if (changes.length === 0) return ["the same program"];
  const told = changes.slice(0, MOST).flatMap(toldChange);
  const more = changes.length - MOST;
  return more > 0 ? [...told, `and ${more} more ${more === 1 ? "line" : "lines"}`] : told;
}

/** @param {Change} change */
function toldChange({ left, right }) {
  const code = (/** @type {string} */ text) => element("code", {}, text);
  if (right === null) return ["without ", code(left ?? ""), " "];
  if (left === null) return ["with ", code(right), " "];
  return [code(right), " instead of ", code(left), " "];
}
