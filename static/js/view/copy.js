/** What is copied from the page has every digit, not the three that are shown. */

/** @param {Document} page */
export function copyExactly(page) {
  page.addEventListener("copy", (event) => {
    const selection = page.getSelection();
    if (!selection || selection.isCollapsed || !event.clipboardData) return;
    const copied = selection.getRangeAt(0).cloneContents();
    const numbers = [...copied.querySelectorAll("data")];
    const around = /** @type {Element | null} */ (
      selection.anchorNode?.parentElement?.closest("data") ?? null
    );
    if (numbers.length === 0 && !around) return;
    for (const number of numbers) number.textContent = number.getAttribute("value");
    const text = numbers.length ? textOf(copied) : (around?.getAttribute("value") ?? "");
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
  });
}

/** @param {DocumentFragment} fragment */
function textOf(fragment) {
  for (const cell of fragment.querySelectorAll("td")) cell.append("\t");
  for (const row of fragment.querySelectorAll("tr")) row.append("\n");
  return (fragment.textContent ?? "").replace(/\t\n/g, "\n").trim();
}
