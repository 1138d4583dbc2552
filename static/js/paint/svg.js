/** Paints a display list into an SVG element, changing only what differs from the last time. */

/** @typedef {import("../scene/display.js").Item} Item */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {SVGElement} root
 * @returns {(items: Item[]) => void}
 */
export function svgPainter(root) {
  /** @type {Item[]} */
  let last = [];
  /** @type {Map<string, SVGElement>} */
  const elements = new Map();
  return (items) => {
    const wanted = new Map(items.map((item) => [item.id, item]));
    const kept = last.filter((item) => isSame(wanted.get(item.id), item));
    const before = new Map(kept.map((item) => [item.id, item]));
    for (const { id } of last) if (!before.has(id)) remove(elements, id);
    const same = commonStart(items, last);
    /** @type {Map<Element, Element>} */
    const cursors = new Map();
    items.forEach((item, index) => {
      const element = elements.get(item.id) ?? create(elements, item);
      const known = before.get(item.id);
      if (known !== item) change(element, item, known);
      const parent = item.group === null ? root : (elements.get(item.group) ?? root);
      if (index >= same) place(element, parent, cursors.get(parent));
      cursors.set(parent, element);
    });
    last = items;
  };
}

/**
 * Whether an item can be drawn by the element of another one: another run has others by its name.
 * @param {Item | undefined} item
 * @param {Item} last
 */
function isSame(item, { id, kind, group }) {
  return item?.id === id && item.kind === kind && item.group === group;
}

/**
 * How many items at the start are the same ones in the same order.
 * @param {Item[]} items
 * @param {Item[]} last
 */
function commonStart(items, last) {
  const end = Math.min(items.length, last.length);
  let index = 0;
  while (index < end && isSame(items[index], last[index])) index += 1;
  return index;
}

/**
 * @param {Map<string, SVGElement>} elements
 * @param {string} id
 */
function remove(elements, id) {
  elements.get(id)?.remove();
  elements.delete(id);
}

/**
 * @param {Map<string, SVGElement>} elements
 * @param {Item} item
 */
function create(elements, item) {
  const element = document.createElementNS(SVG, TAGS[item.kind]);
  elements.set(item.id, element);
  return element;
}

/**
 * @param {SVGElement} element
 * @param {Item} item
 * @param {Item | undefined} known
 */
function change(element, item, known) {
  apply(element, attributes(item), known && attributes(known));
  if (item.kind === "text" && wordsOf(item) !== (known && wordsOf(known))) write(element, item);
}

/**
 * @param {SVGElement} element
 * @param {import("../scene/display.js").Text} item
 */
function write(element, { text, after }) {
  element.textContent = text;
  if (!after) return;
  const run = document.createElementNS(SVG, "tspan");
  for (const [name, value] of Object.entries({
    dx: after.shift,
    "font-size": after.size,
    fill: tone(after.fill),
    "font-weight": 400,
  })) {
    run.setAttribute(name, String(value));
  }
  run.textContent = after.text;
  element.append(run);
}

/** @param {Item} item */
function wordsOf(item) {
  return item.kind === "text" ? JSON.stringify([item.text, item.after]) : "";
}

/** @type {Record<Item["kind"], string>} */
const TAGS = { group: "g", rect: "rect", path: "path", circle: "circle", text: "text" };

/**
 * Keep the order of the list without moving what is in its place already: that would lose focus.
 * @param {SVGElement} element
 * @param {Element} parent
 * @param {Element | undefined} last the one before it there
 */
function place(element, parent, last) {
  const wanted = last ? last.nextElementSibling : parent.firstElementChild;
  if (wanted !== element) parent.insertBefore(element, wanted);
}

/**
 * @param {Item} item
 * @returns {Record<string, string | number | null | undefined>}
 */
export function attributes(item) {
  const common = {
    "data-role": item.role,
    "data-node": item.node,
    "data-edge": item.edge,
    opacity: item.opacity,
  };
  if (item.kind === "group") {
    return {
      ...common,
      role: item.label ? "button" : null,
      tabindex: item.label ? 0 : null,
      "aria-label": item.label,
      "aria-pressed": item.label ? String(Boolean(item.pressed)) : null,
    };
  }
  const paint = {
    fill: tone(item.fill ?? "none"),
    stroke: tone(item.stroke),
    "stroke-width": item.weight,
    "stroke-dasharray": item.dash,
  };
  switch (item.kind) {
    case "rect":
      return {
        ...common,
        ...paint,
        x: item.x,
        y: item.y,
        width: item.width,
        height: item.height,
        rx: item.radius,
      };
    case "circle":
      return { ...common, ...paint, cx: item.x, cy: item.y, r: item.r };
    case "path":
      return { ...common, ...paint, d: item.d, "stroke-linecap": item.stroke ? "round" : null };
    case "text":
      return {
        ...common,
        ...paint,
        x: item.x,
        y: item.y,
        "font-size": item.size,
        "text-anchor": item.anchor,
        class: `is-${item.face}`,
        "font-weight": item.bold ? 600 : null,
      };
  }
}

/** @param {string | undefined} name a token of the palette */
function tone(name) {
  return name === undefined || name === "none" ? name : `var(--${name})`;
}

/**
 * @param {SVGElement} element
 * @param {Record<string, string | number | null | undefined>} wanted
 * @param {Record<string, string | number | null | undefined>} [before]
 */
function apply(element, wanted, before = {}) {
  for (const [name, value] of Object.entries(wanted)) {
    if (value === before[name]) continue;
    if (value === null || value === undefined) element.removeAttribute(name);
    else element.setAttribute(name, String(value));
  }
}
