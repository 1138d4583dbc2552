/** Making elements: text is always text, never markup. */

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [properties] `on…` are listeners, `class` and `data-…`,
 *   `aria-…` attributes, the rest properties
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) give(made, name, value);
  made.append(...present(children));
  return made;
}

/**
 * @param {Element} parent
 * @param {...Child} children
 */
export function fill(parent, ...children) {
  parent.replaceChildren(...present(children));
}

/**
 * A real button with an icon or a word in it.
 * @param {string} label what a screen reader says
 * @param {Child} content
 * @param {() => void} act
 * @param {Record<string, unknown>} [properties]
 */
export function button(label, content, act, properties = {}) {
  return element(
    "button",
    { type: "button", "aria-label": label, title: label, onclick: act, ...properties },
    content,
  );
}

/**
 * Spans of a sentence, each in its tone.
 * @param {import("../model/sentence.js").Span[]} spans
 */
export function spoken(spans) {
  return spans.map(({ tone, text }) => {
    if (tone === "plain") return document.createTextNode(text);
    return element(tone === "code" ? "code" : "span", { class: `tone-${tone}` }, text);
  });
}

/** @param {Child[]} children @returns {(Node | string)[]} */
function present(children) {
  return /** @type {(Node | string)[]} */ (
    children.filter((child) => child !== null && child !== undefined && child !== false)
  );
}

/**
 * @param {HTMLElement} made
 * @param {string} name
 * @param {unknown} value
 */
function give(made, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "class" || name === "role" || name.startsWith("aria-") || name.startsWith("data-")) {
    made.setAttribute(name, String(value));
  } else {
    /** @type {any} */ (made)[name] = value;
  }
}
