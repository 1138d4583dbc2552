/** Paints a display list into an SVG element, changing only what differs from the last time. */

/** @typedef {import("../scene/display.js").Item} Item */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {SVGElement} root
 * @returns {(items: Item[]) => void}
 */
export function svgPainter(root) {
  /** @type {Map<string, {element: SVGElement, item: Item}>} */
  let painted = new Map();
  return (items) => {
    const wanted = new Set(items.map(({ id }) => id));
    for (const [id, { element }] of painted) if (!wanted.has(id)) element.remove();
    /** @type {typeof painted} */
    const next = new Map();
    /** @type {Map<Element, Element | null>} */
    const cursors = new Map();
    for (const item of items) {
      const known = painted.get(item.id);
      const element = known?.element ?? document.createElementNS(SVG, TAGS[item.kind]);
      if (known?.item !== item) apply(element, attributes(item), known && attributes(known.item));
      if (item.kind === "text") write(element, item);
      place(element, item.group === null ? root : groupOf(next, item.group, root), cursors);
      next.set(item.id, { element, item });
    }
    painted = next;
  };
}

/**
 * @param {SVGElement} element
 * @param {import("../scene/display.js").Text} item
 */
function write(element, { text, after }) {
  if (element.textContent === text + (after?.text ?? "")) return;
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

/** @type {Record<Item["kind"], string>} */
const TAGS = { group: "g", rect: "rect", path: "path", circle: "circle", text: "text" };

/**
 * @param {Map<string, {element: SVGElement}>} painted
 * @param {string} id
 * @param {SVGElement} root
 */
function groupOf(painted, id, root) {
  return painted.get(id)?.element ?? root;
}

/**
 * Keep the order of the list without moving what is in its place already: that would lose focus.
 * @param {SVGElement} element
 * @param {SVGElement} parent
 * @param {Map<Element, Element | null>} cursors
 */
function place(element, parent, cursors) {
  const last = cursors.get(parent);
  const wanted = last ? last.nextElementSibling : parent.firstElementChild;
  if (wanted !== element) parent.insertBefore(element, wanted);
  cursors.set(parent, element);
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
