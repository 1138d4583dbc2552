/** One clock: it moves `progress` on while a step is being shown, and the position while playing. */

/** @typedef {import("./store.js").Store<import("./state.js").State>} Store */

/** A step is light, travel, settle; in play, it then stands for a while. */
const STEP = 600;
const REST = 500;
/** How far into a step each of its stages is, when it is told from the inside. */
const STAGE_SHARES = Object.freeze({ 3: [0.2, 0.5, 1], 4: [0.2, 0.22, 0.24, 1] });

/**
 * @param {Store} store
 * @param {import("./player.js").Player} player
 */
export function startClock(store, player) {
  let request = 0;
  let last = 0;
  let rested = 0;
  const tick = (/** @type {number} */ now) => {
    request = 0;
    const state = store.get();
    const passed = Math.min(now - last, 100) * state.speed;
    last = now;
    const goal = goalOf(state);
    if (state.progress < goal) {
      rested = 0;
      store.set({ progress: state.still ? goal : Math.min(state.progress + passed / STEP, goal) });
    } else if (state.playing) {
      rested += passed;
      if (rested >= (state.still ? STEP + REST : REST)) {
        rested = 0;
        player.playOn();
      }
    }
    wake();
  };
  const wake = () => {
    const state = store.get();
    if (request || (!state.playing && state.progress >= goalOf(state))) return;
    request = requestAnimationFrame(tick);
  };
  store.subscribe(() => {
    if (!request) last = performance.now();
    wake();
  });
  last = performance.now();
  wake();
}

/**
 * How far the current step is to be shown.
 * @param {import("./state.js").State} state
 * @returns {number}
 */
export function goalOf({ stage, run, position }) {
  if (stage === null) return 1;
  const kind = run.trace.steps[position - 1]?.kind;
  return STAGE_SHARES[kind === "backward" ? 4 : 3][stage] ?? 1;
}
