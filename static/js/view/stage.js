/** The picture: paints the scene, looks at it through a camera, and lets cards be opened. */

import { aimed, aimedFor } from "../aim.js";
import { between, panned, zoomed } from "../camera.js";
import { exactLine, shapeText } from "../model/tensors.js";
import { svgPainter } from "../paint/svg.js";
import { gradientOf, momentAt, valueOf } from "../scene/moment.js";
import { pictureAt, scene } from "../scene/scene.js";
import { isHidden } from "../state.js";
import { button, element, fill } from "./dom.js";
import { icon } from "./icons.js";
import { pointFrom } from "./pointer.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../store.js").Store<State>} Store */
/** @typedef {import("../camera.js").Camera} Camera */

const SVG = "http://www.w3.org/2000/svg";
const GLIDE = 300;
/** So many windows on each side are drawn ahead; with more round the window, it is drawn anew. */
const [AHEAD, FAR] = [0.6, 5];
const MOST_EXACT = 16;

/**
 * @param {Store} store
 * @param {HTMLElement} root
 * @param {import("../player.js").Player} player
 */
export function stageView(store, root, player) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "picture");
  svg.setAttribute("role", "group");
  svg.setAttribute(
    "aria-label",
    "The graph: operations and tensors in the order in which they run",
  );
  const world = document.createElementNS(SVG, "g");
  svg.append(world);
  const layer = element("div", { class: "layer", hidden: true });
  const tip = element("div", { class: "tip", hidden: true });
  const tools = element(
    "div",
    { class: "zoom", role: "group", "aria-label": "Zoom" },
    button("Closer (+)", icon("closer"), () => act((camera) => zoomed(camera, 1.25, ...middle())), {
      class: "round",
    }),
    button(
      "Farther (−)",
      icon("farther"),
      () => act((camera) => zoomed(camera, 0.8, ...middle())),
      { class: "round" },
    ),
    button("Show all (z)", icon("fit"), () => fitAll(), { class: "round" }),
  );
  root.append(svg, layer, tip);
  root.parentElement?.append(tools);
  const paintItems = svgPainter(world);

  /** @type {Camera} */
  let camera = { k: 1, x: 0, y: 0 };
  let free = false;
  let whole = false;
  let glide = 0;
  /** Measured when it changes: to measure at every step would lay the page out each time. */
  let size = { width: root.clientWidth, height: root.clientHeight };
  /** What is drawn of a large picture: more than can be seen, so that it need not be drawn anew. */
  let sight = visible(camera, size, AHEAD);
  // On paper, where nothing is measured, the picture is scaled to what is there.
  const scaleToPaper = () => svg.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
  const middle = () =>
    /** @type {[number, number]} */ ([root.clientWidth / 2, root.clientHeight / 2]);

  const look = (/** @type {Camera} */ to) => {
    camera = to;
    world.setAttribute("transform", `translate(${to.x} ${to.y}) scale(${to.k})`);
    layer.style.transform = `translate(${to.x}px, ${to.y}px) scale(${to.k})`;
    const now = visible(to, size, 0);
    if (holds(sight, now) && sight.width < FAR * now.width) return;
    sight = visible(to, size, AHEAD);
    paint(store.get());
  };
  const act = (/** @type {(camera: Camera) => Camera} */ change) => {
    free = true;
    cancelAnimationFrame(glide);
    look(change(camera));
  };
  const fitAll = () => {
    free = false;
    whole = true;
    aim(store.get(), true);
  };
  const glideTo = (/** @type {Camera} */ to) => {
    cancelAnimationFrame(glide);
    const [from, start] = [camera, performance.now()];
    const frame = (/** @type {number} */ now) => {
      const share = Math.min((now - start) / GLIDE, 1);
      look(between(from, to, share * share * (3 - 2 * share)));
      if (share < 1) glide = requestAnimationFrame(frame);
    };
    glide = requestAnimationFrame(frame);
  };
  /** The smallest letters that can be read now, in units of the picture. */
  let least = 0;
  let margin = { x: 0, y: 0 };
  /** @type {(() => void)[]} */
  const listeners = [];
  const aim = (/** @type {State} */ state, instantly = false) => {
    if (free) return;
    const view = {
      window: size,
      slide: state.slide ? screen() : null,
      // In another window it looks as it would have from the start: so a link shows what a still does.
      camera: instantly ? null : camera,
    };
    const seen = whole ? aimed(state, { ...view, whole }) : aimedFor(state, view, state.fit);
    const { camera: target, least: legible, margin: room } = seen;
    if (least !== legible || margin.x !== room.x || margin.y !== room.y) {
      [least, margin] = [legible, room];
      paint(state);
      for (const listener of listeners) listener();
    }
    if (instantly || state.still || same(target, camera)) look(target);
    else glideTo(target);
  };

  const paint = (/** @type {State} */ state) =>
    paintItems(
      scene(state.run, state.position, state.progress, viewOf(state, least, margin, sight)),
    );
  store.subscribe((state, before) => {
    if (SEEN.some((key) => state[key] !== before[key])) paint(state);
    const moved = state.position !== before.position || state.run !== before.run;
    const seen = moved || AIMED.some((key) => state[key] !== before[key]);
    if (seen) aim(state, reshaped(state, before));
    if (moved || state.pointed !== before.pointed) showTip(tip, state, world);
  });
  new ResizeObserver(() => {
    size = { width: root.clientWidth, height: root.clientHeight };
    scaleToPaper();
    aim(store.get(), true);
  }).observe(root);
  paint(store.get());
  aim(store.get(), true);
  listen(svg, store, player);
  gestures(svg, act);
  return {
    layer,
    view: () => viewOf(store.get(), least, margin, sight),
    /** @param {() => void} listener called when the room for labels or their size is another */
    whenRoomChanges: (listener) => void listeners.push(listener),
    fitAll,
    zoom: (/** @type {number} */ factor) => act((now) => zoomed(now, factor, ...middle())),
  };
}

/** @type {readonly (keyof State)[]} */
const SEEN = [
  "run",
  "position",
  "progress",
  "show",
  "predict",
  "revealed",
  "selected",
  "pointed",
  "stage",
  "differing",
];

/** @type {readonly (keyof State)[]} */
const AIMED = ["show", "slide", "fit"];

/**
 * @param {State} state
 * @param {number} least
 * @param {{x: number, y: number}} margin
 * @param {import("../scene/raster.js").Area} window
 * @returns {import("../scene/scene.js").View}
 */
function viewOf(state, least, margin, window) {
  const { show } = state;
  return {
    show: {
      values: show.includes("values"),
      requires_grad: show.includes("requires_grad"),
      grad_fn: show.includes("grad_fn"),
      chain: show.includes("chain"),
    },
    hidden: isHidden(state),
    selected: state.selected,
    pointed: state.pointed,
    slide: state.slide,
    margin,
    least,
    window,
    differing: state.differing,
  };
}

/**
 * Whether another run brought another picture: the camera does not glide from the one to the other.
 * @param {State} state
 * @param {State} before
 */
function reshaped(state, before) {
  if (state.run === before.run) return false;
  const [now, then] = [state, before].map(({ run, position }) => pictureAt(run, position).picture);
  return now.width !== then.width || now.height !== then.height;
}

/**
 * What is in sight, with so many windows round it, in units of the picture.
 * @param {Camera} camera
 * @param {import("../camera.js").Size} window
 * @param {number} ahead
 * @returns {import("../scene/raster.js").Area}
 */
function visible({ k, x, y }, { width, height }, ahead) {
  const [across, down] = [width / k, height / k];
  return {
    x: -x / k - ahead * across,
    y: -y / k - ahead * down,
    width: across * (1 + 2 * ahead),
    height: down * (1 + 2 * ahead),
  };
}

/**
 * @param {import("../scene/raster.js").Area} outer
 * @param {import("../scene/raster.js").Area} inner
 */
function holds(outer, inner) {
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

/** What a slide is as large as. */
function screen() {
  return { width: innerWidth, height: innerHeight };
}

/**
 * @param {SVGElement} svg
 * @param {Store} store
 * @param {import("../player.js").Player} player
 */
function listen(svg, store, player) {
  const nodeOf = (/** @type {EventTarget | null} */ target) => {
    const own = target instanceof Element ? target.closest('[data-role="card"]') : null;
    return own ? Number(own.getAttribute("data-node")) : null;
  };
  const toggle = (/** @type {Event} */ event) => {
    const node = nodeOf(event.target);
    if (node === null) return;
    player.select(store.get().selected === node ? null : node);
  };
  svg.addEventListener("click", toggle);
  svg.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || nodeOf(event.target) === null) return;
    event.preventDefault();
    toggle(event);
  });
  pointFrom(store, svg, player.point);
}

/**
 * The exact numbers of the card that the pointer or the focus is on.
 * @param {HTMLElement} tip
 * @param {State} state
 * @param {SVGGElement} world
 */
function showTip(tip, state, world) {
  const { pointed, run, position } = state;
  const node = pointed?.nodes.length === 1 && pointed.edges.length > 0 ? pointed.nodes[0] : null;
  const card =
    node === null
      ? null
      : world.querySelector(`[data-role="card"][data-node="${node}"] [data-role="shape"]`);
  tip.hidden = card === null || node === state.selected;
  if (card === null || node === null) return;
  const moment = momentAt(run, position, 1);
  const output = run.trace.nodes[node].outputs.findIndex((each) => each !== null);
  const tensor = run.trace.nodes[node].outputs[output] ?? null;
  const value = valueOf(moment, node, Math.max(output, 0)).snapshot;
  const gradient = gradientOf(moment, node, tensor, Math.max(output, 0)).snapshot;
  fill(
    tip,
    element("b", {}, run.names.nodes[node]),
    value && element("span", { class: "tone-forward" }, exactly(value)),
    gradient && element("span", { class: "tone-gradient" }, `∂ ${exactly(gradient)}`),
  );
  placeTip(tip, card.getBoundingClientRect());
}

/** @param {import("../types.js").Snapshot} snapshot */
function exactly(snapshot) {
  const few = snapshot.values && snapshot.values.length <= MOST_EXACT;
  return few ? exactLine(snapshot) : `${shapeText(snapshot.shape)} tensor`;
}

/**
 * @param {HTMLElement} tip
 * @param {DOMRect} card
 */
function placeTip(tip, card) {
  const stage = /** @type {HTMLElement} */ (tip.parentElement).getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = tip;
  const left = Math.min(
    Math.max(card.left + card.width / 2 - width / 2 - stage.left, 8),
    stage.width - width - 8,
  );
  const above = card.top - stage.top - height - 10;
  tip.style.left = `${left}px`;
  tip.style.top = `${above > 4 ? above : Math.min(card.bottom - stage.top + 10, stage.height - height - 4)}px`;
}

/**
 * Drag to move, wheel or pinch to zoom.
 * @param {SVGElement} svg
 * @param {(change: (camera: Camera) => Camera) => void} act
 */
function gestures(svg, act) {
  /** @type {Map<number, {x: number, y: number}>} */
  const fingers = new Map();
  const inside = (/** @type {{clientX: number, clientY: number}} */ { clientX, clientY }) => {
    const { left, top } = svg.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };
  svg.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const { x, y } = inside(event);
      act((camera) => zoomed(camera, Math.exp(-event.deltaY * 0.0016), x, y));
    },
    { passive: false },
  );
  svg.addEventListener("pointerdown", (event) => fingers.set(event.pointerId, inside(event)));
  svg.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = inside(event);
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (!other && Math.hypot(now.x - before.x, now.y - before.y) < 3) return;
    fingers.set(event.pointerId, now);
    if (!svg.hasPointerCapture(event.pointerId)) svg.setPointerCapture(event.pointerId);
    if (!other) return act((camera) => panned(camera, now.x - before.x, now.y - before.y));
    const factor =
      Math.hypot(now.x - other.x, now.y - other.y) /
      Math.max(Math.hypot(before.x - other.x, before.y - other.y), 1);
    act((camera) => zoomed(camera, factor, (now.x + other.x) / 2, (now.y + other.y) / 2));
  });
  for (const end of ["pointerup", "pointercancel"]) {
    svg.addEventListener(end, (event) =>
      fingers.delete(/** @type {PointerEvent} */ (event).pointerId),
    );
  }
}

/** @param {Camera} a @param {Camera} b */
function same(a, b) {
  return Math.abs(a.k - b.k) < 1e-4 && Math.abs(a.x - b.x) < 0.5 && Math.abs(a.y - b.y) < 0.5;
}
