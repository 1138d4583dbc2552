/** Theme, size of text and hidden parts, as attributes of the root for the style sheets. */

/** @typedef {import("../state.js").State} State */

/**
 * @param {import("../store.js").Store<State>} store
 * @param {HTMLElement} root
 */
export function applyLook(store, root) {
  const paint = (/** @type {State} */ { theme, font, hide, show, slide, still }) => {
    if (theme === "auto") root.removeAttribute("data-theme");
    else root.setAttribute("data-theme", theme);
    root.style.setProperty("--font-scale", String(font));
    root.setAttribute("data-hide", hide.join(" "));
    root.setAttribute("data-show", show.join(" "));
    root.toggleAttribute("data-slide", slide);
    root.classList.toggle("is-still", still);
  };
  store.subscribe(paint);
  paint(store.get());
}
