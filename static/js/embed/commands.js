/** What the host can ask for, as a table: each is answered by one message. */

import { readAddress, writeAddress } from "../address.js";
import { snapshot } from "./snapshot.js";
import { readyOf, stepOf } from "./told.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("./host.js").Command} Command */

/**
 * @param {import("../store.js").Store<State>} store
 * @param {import("../player.js").Player} player
 * @param {object} page
 * @param {() => {width: number, height: number}} page.size
 * @param {(fields: import("./host.js").Fields) => void} page.option takes what is not state
 * @param {() => string} page.asked the parameters that it began with
 * @param {boolean} page.autoplay whether to play when the slide comes
 * @param {(act: () => void) => void} page.silently do something that the host is not told of
 * @returns {{[type: string]: Command}}
 */
export function commandTable(store, player, { size, option, asked, autoplay, silently }) {
  const moving = (/** @type {(fields: import("./host.js").Fields) => void} */ act) => {
    /** @type {Command} */
    return (fields, reply) => {
      act(fields);
      return reply("step", stepOf(store.get()));
    };
  };
  const hash = () => writeAddress(store.get(), asked());
  const play = (/** @type {boolean} */ wanted) => {
    if (store.get().playing !== wanted) player.toggle();
  };
  return {
    hello: (_, reply) => reply("ready", readyOf(store.get(), size())),
    goto: moving(({ step, smooth }) => goTo(store, player, step, smooth === true)),
    next: moving(player.next),
    prev: moving(player.back),
    play: moving(() => play(true)),
    pause: moving(() => play(false)),
    set: (fields, reply) => {
      option(fields);
      store.set(readAddress(String(asParameters(fields)), store.get().run, store.get()));
      reply("state", { hash: hash() });
    },
    getState: (_, reply) => reply("state", { hash: hash() }),
    export: async ({ format, step }, reply) => {
      const before = store.get();
      const position = step === undefined ? before.position : positionOf(before, step);
      const { stage, progress, still } = before;
      const kept = { position: before.position, stage, progress, still };
      silently(() => store.set({ position, stage: null, progress: 1, still: true }));
      const { caption } = stepOf(store.get());
      const copy = snapshot(format, before.run.trace);
      silently(() => store.set(kept));
      reply("blob", { format, caption, blob: await copy });
    },
    slideStart: () => play(autoplay),
    slideStop: () => play(false),
  };
}

/**
 * Smoothly only where it is the step after the one that is shown: it travels as if it were played.
 * @param {import("../store.js").Store<State>} store
 * @param {import("../player.js").Player} player
 * @param {unknown} step
 * @param {boolean} smooth
 */
function goTo(store, player, step, smooth) {
  const { run, position } = store.get();
  const wanted = positionOf(store.get(), step);
  const { stops } = run.timeline;
  if (smooth && stops.indexOf(wanted) === stops.indexOf(position) + 1) {
    store.set({ position: wanted, progress: 0, stage: null, playing: false });
  } else {
    player.jump(wanted);
  }
}

/**
 * @param {State} state
 * @param {unknown} step an id, or a number of steps; null is the start
 */
function positionOf({ run }, step) {
  const known = step === null || ["string", "number", "undefined"].includes(typeof step);
  const found = known
    ? readAddress(String(new URLSearchParams({ step: String(step ?? 0) })), run).position
    : undefined;
  if (found === undefined) throw new Error(`There is no step ${JSON.stringify(step)}.`);
  return found;
}

/** @param {import("./host.js").Fields} fields */
function asParameters(fields) {
  return new URLSearchParams(
    Object.entries(fields).map(([name, value]) => [name, String(value === true ? 1 : value)]),
  );
}
