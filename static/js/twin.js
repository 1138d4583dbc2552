/** A second run beside the first one, under the same scrubber. Loaded when it is asked for. */

import { alone, arranger } from "./arranging.js";
import { startClock } from "./clock.js";
import { remarksOf } from "./model/remarks.js";
import { makeRun } from "./model/run.js";
import { plain, sentence } from "./model/sentence.js";
import { compared, differences } from "./model/twin/differences.js";
import { momentAt, momentOf } from "./model/twin/moments.js";
import { makeTwin } from "./model/twin/twin.js";
import { initialState, isHidden } from "./state.js";
import { makeStore } from "./store.js";
import { captionView } from "./view/caption.js";
import { element } from "./view/dom.js";
import { formulasView } from "./view/formulas.js";
import { inspector } from "./view/panel/inspector.js";
import { stageView } from "./view/stage.js";
import { comparedBlock } from "./view/twin/compared.js";
import { twinFigure } from "./view/twin/figure.js";
import { switchBetween } from "./view/twin/switch.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./store.js").Store<State>} Store */
/** @typedef {import("./model/pointing.js").Pointed} Pointed */
/** @typedef {import("./model/twin/twin.js").Twin} Twin */
/** @typedef {{trace: import("./types.js").Trace, layout: import("./types.js").Layout, lesson: import("./model/remarks.js").Told | null}} Opened */
/**
 * @typedef {object} Page
 * @property {HTMLElement} root holds both pictures
 * @property {import("./player.js").Player} player
 * @property {import("./rules.js").Rules} rules which knows those of the second run once it is open
 * @property {(name: string, wanted: import("./api.js").Wanted) => Promise<Opened>} open the lesson or
 *   trace of that name; fails with a sentence
 * @property {import("./arranging.js").Lay} [lay] another layout of a trace; an embed has those it came with
 * @property {import("./view/twin/figure.js").Entry[]} lessons
 * @property {import("./view/panel.js").Page} panel
 * @property {() => void} repaint the panel
 * @property {import("./api.js").Pair[]} pairs of this lesson
 */

/**
 * Show what `twinOf` names, from now on.
 * @param {Store} store
 * @param {Page} page
 */
export function startTwin(store, page) {
  const { medium } = store.get().run.layout;
  let asked = 0;
  let end = () => {};
  const show = async () => {
    const turn = (asked += 1);
    const { twinOf, run } = store.get();
    end();
    end = () => {};
    if (twinOf === null) return void alone(store, medium, page.lay);
    const opened = await other(twinOf, page, run.layout);
    if (turn === asked) end = besides(store, page, twinOf, opened);
  };
  store.subscribe((state, before) => {
    if (state.twinOf !== before.twinOf) show();
    else if (state.run !== before.run && state.twinOf === null) void alone(store, medium, page.lay);
  });
  show();
}

/**
 * The other run with its lesson, or the sentence that says why there is none.
 * @param {string} name of a lesson, or the id of a trace
 * @param {Page} page
 * @param {import("./api.js").Wanted} wanted
 */
async function other(name, page, wanted) {
  try {
    const { trace, layout, lesson } = await page.open(name, wanted);
    return { run: makeRun(trace, layout), lesson };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * @param {Store} store
 * @param {Page} page
 * @param {string} name
 * @param {Exclude<Awaited<ReturnType<typeof other>>, string> | string} opened
 * @returns {() => void} takes it away again
 */
function besides(store, page, name, opened) {
  const { player, root, lessons } = page;
  const close = () => player.beside(null);
  const figure = twinFigure({ lessons, choose: player.beside, close });
  const waits = element("p", { class: "waits" }, "waits");
  root.querySelector(".show")?.after(figure.root);
  if (typeof opened === "string") {
    figure.fail(opened);
    root.dataset.twin = "failed";
    return () => takeAway(store, page, [figure.root]);
  }
  const second = secondStore(store, opened.run);
  const show = /** @type {HTMLElement} */ (root.querySelector(".show"));
  show.append(waits);
  figure.root.append(waits.cloneNode(true));
  const turns = switchBetween(root);
  const both = () => {
    const { run: first, twinPosition, position } = store.get();
    const { run } = second.get();
    const twin = makeTwin(first, run);
    const known = twin.moments.some(
      (moment) => moment.left === position && moment.right === twinPosition,
    );
    const right = known ? twinPosition : twin.moments[momentOf(twin, position)].right;
    figure.name(run.trace.meta.title, name, twin.changes);
    turns.name([first.trace.meta.title, run.trace.meta.title]);
    store.set({ twin, twinPosition: right });
  };
  const link = linked(store, second, page);
  const remarks = remarksOf(opened.lesson);
  page.panel.beside = (state) => [
    ...sections(state, page, remarks),
    ...inspected(askedOf(state, second.get()), link.player, page),
  ];
  const arrange = arranger(store, second, page, both);
  const unfollow = store.subscribe((state, before) => {
    if (state.run !== before.run) {
      both();
      return void arrange();
    }
    if (FOLLOWED.some((key) => state[key] !== before[key])) link.follow(state, before);
    if (state.twinPosition !== before.twinPosition && state.twin)
      figure.speak(`Beside it: ${plain(sentence(second.get().run, state.twinPosition))}`);
  });
  both();
  captionView(second, figure.caption);
  formulasView(second, stageView(second, figure.stage, link.player), page.rules);
  startClock(second, link.player);
  const arranged = new ResizeObserver(() => void arrange());
  arranged.observe(root);
  return () => {
    unfollow();
    arranged.disconnect();
    takeAway(store, page, [figure.root, waits, turns.root]);
  };
}

/**
 * @param {Store} store
 * @param {Page} page
 * @param {HTMLElement[]} parts
 */
function takeAway(store, page, parts) {
  for (const part of parts) part.remove();
  delete page.root.dataset.twin;
  delete page.root.dataset.turn;
  delete page.root.dataset.side;
  page.panel.beside = null;
  store.set({ twin: null, twinPosition: 0, differing: new Set() });
}

/**
 * @param {Store} store
 * @param {import("./model/run.js").Run} run
 */
function secondStore(store, run) {
  const { show, still, speed, slide, fit } = store.get();
  return makeStore({ ...initialState(run), show, still, speed, slide, fit });
}

/** @type {readonly (keyof State)[]} */
const FOLLOWED = [
  "twin",
  "position",
  "twinPosition",
  "show",
  "still",
  "speed",
  "slide",
  "fit",
  "predict",
  "revealed",
  "stage",
  "inside",
  "selected",
  "pointed",
];

/**
 * Keeps the second run where the first one is, and tells the first one what is done to the second.
 * @param {Store} store
 * @param {Store} second
 * @param {Page} page
 */
function linked(store, second, page) {
  /** @type {Pointed | null} */
  let hovered = null;
  const { player } = page;
  const follow = (/** @type {State} */ state, /** @type {State} */ before) => {
    const { twin, position, twinPosition } = state;
    if (!twin) return;
    const turn = turnOf(twin, state);
    const found = differences(twin, { left: position, right: twinPosition });
    const goes = state.twinPosition !== before.twinPosition;
    second.set({
      ...mirrored(state, twin, hovered),
      ...(goes ? { progress: steps(twin, state, before) ? 0 : 1 } : {}),
      stage: turn === "both" ? state.stage : null,
      position: twinPosition,
      differing: found.right,
    });
    page.root.dataset.turn = turn;
    if (!same(found.left, state.differing)) store.set({ differing: found.left });
  };
  return {
    follow,
    player: {
      ...player,
      /** @param {number | null} node */
      select(node) {
        const own = node === null ? null : counterpart(store.get().twin, node);
        player.select(own);
        if (own !== null) return;
        second.set({ selected: node });
        page.repaint();
      },
      /** @param {number} position of the second run */
      jump(position) {
        const moments = store.get().twin?.moments ?? [];
        player.jumpToMoment(moments.findIndex(({ right }) => right >= position));
      },
      /** @param {Pointed | null} pointed */
      point(pointed) {
        hovered = pointed;
        const { twin } = store.get();
        const nodes = (pointed?.nodes ?? []).flatMap((node) => counterpart(twin, node) ?? []);
        player.point(nodes.length ? { nodes, edges: [], line: null } : null);
        second.set({ pointed });
      },
    },
  };
}

/**
 * @param {State} state
 * @param {Twin} twin
 * @param {Pointed | null} hovered in the second run itself
 * @returns {Partial<State>}
 */
function mirrored(state, twin, hovered) {
  const { nodes } = twin;
  const { show, still, speed, slide, fit, predict, inside, selected, pointed, twinPosition } =
    state;
  const there = (pointed?.nodes ?? []).flatMap((node) => nodes.get(node) ?? []);
  return {
    twin,
    show,
    still,
    speed,
    slide,
    fit,
    predict,
    inside,
    revealed: isHidden(state) ? new Set() : new Set([twinPosition]),
    selected: selected === null ? null : (nodes.get(selected) ?? null),
    pointed: hovered ?? (there.length ? { nodes: there, edges: [], line: null } : null),
  };
}

/**
 * @param {Twin | null} twin
 * @param {number} node of the second run
 */
function counterpart(twin, node) {
  for (const [own, other] of twin?.nodes ?? []) if (other === node) return own;
  return null;
}

/**
 * Who takes the step of this moment.
 * @param {Twin} twin
 * @param {State} state
 * @returns {"left" | "right" | "both"}
 */
function turnOf(twin, { position, twinPosition }) {
  const index = momentAt(twin, position, twinPosition);
  const before = twin.moments[index - 1];
  if (!before) return "both";
  const { left, right } = twin.moments[index];
  if (left === before.left) return "right";
  return right === before.right ? "left" : "both";
}

/**
 * Whether this is one step onwards, to be shown as it happens.
 * @param {Twin} twin
 * @param {State} state
 * @param {State} before
 */
function steps(twin, state, before) {
  if (before.twin !== twin) return false;
  const [now, then] = [state, before].map(({ position, twinPosition }) =>
    momentAt(twin, position, twinPosition),
  );
  return now === then + 1 && (state.progress < 1 || state.position === before.position);
}

/**
 * What the panel says of both runs.
 * @param {State} state
 * @param {Page} page
 * @param {ReturnType<typeof remarksOf>} remarks
 */
function sections(state, { pairs }, remarks) {
  const { twin } = state;
  if (!twin || state.selected !== null) return [];
  const turn = turnOf(twin, state);
  const { position, twinPosition } = state;
  const start = position === 0 && twinPosition === 0;
  const titles = /** @type {const} */ ([twin.left.trace.meta.title, twin.right.trace.meta.title]);
  const rows = start
    ? []
    : compared(twin, turn === "right" ? null : position, turn === "left" ? null : twinPosition);
  const summary = pairs.find(({ slug }) => slug === state.twinOf)?.summary;
  const notes = turn === "left" ? [] : (remarks(twin.right).notes.get(twinPosition) ?? []);
  const words = [...(start && summary ? [summary] : []), ...notes.map(({ text }) => text)];
  return [
    ...(rows.length || turn !== "both" ? [comparedBlock(rows, turn, titles, isHidden(state))] : []),
    ...words.map((text) => element("p", { class: "remark is-twin" }, text)),
  ];
}

/**
 * The second run with the node that is asked about there: the counterpart of the first run's, or
 * one that has none.
 * @param {State} state
 * @param {State} second
 * @returns {State}
 */
function askedOf({ twin, selected }, second) {
  if (selected !== null) return { ...second, selected: twin?.nodes.get(selected) ?? null };
  const alone = second.selected !== null && counterpart(twin, second.selected) === null;
  return alone ? second : { ...second, selected: null };
}

/**
 * The node of the second run that the reader asked about.
 * @param {State} second
 * @param {import("./player.js").Player} player
 * @param {Page} page
 */
function inspected(second, player, { rules, panel: { why } }) {
  if (second.selected === null) return [];
  const context = {
    state: second,
    player,
    rules,
    why,
    hidden: isHidden(second),
    reached: Infinity,
  };
  const name = element("p", { class: "twin-name" }, second.run.trace.meta.title);
  return [name, ...inspector(context, second.selected)];
}

/** @param {ReadonlySet<number>} a @param {ReadonlySet<number>} b */
function same(a, b) {
  return a.size === b.size && [...a].every((each) => b.has(each));
}
