/** The program and the table of steps share a place, as two tabs. */

/**
 * @param {HTMLElement} root a tab list whose tabs name their panels by `aria-controls`
 * @param {() => void} shown called when another panel is shown
 */
export function tabsView(root, shown) {
  const tabs = /** @type {HTMLElement[]} */ ([...root.querySelectorAll('[role="tab"]')]);
  const panelOf = (/** @type {HTMLElement} */ tab) =>
    /** @type {HTMLElement} */ (document.getElementById(tab.getAttribute("aria-controls") ?? ""));
  const choose = (/** @type {HTMLElement} */ chosen) => {
    for (const tab of tabs) {
      const current = tab === chosen;
      tab.setAttribute("aria-selected", String(current));
      tab.tabIndex = current ? 0 : -1;
      panelOf(tab).hidden = !current;
    }
    shown();
  };
  for (const tab of tabs) {
    tab.addEventListener("click", (event) => {
      choose(tab);
      if (event.detail > 0) tab.blur(); // clicked, not pressed: the arrow keys go on stepping
    });
    tab.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
      event.preventDefault();
      const other = tabs[(tabs.indexOf(tab) + 1) % tabs.length];
      choose(other);
      other.focus();
    });
  }
}
