/**
 * One small store. `get()` is an immutable state, `set(change)` replaces part of it, and every
 * listener is then called once with the new state and the old one:
 *
 *     const store = makeStore({ position: 0 });
 *     store.subscribe((state, before) => { … });
 *     store.set({ position: 3 });
 */

/**
 * @template {object} State
 * @typedef {object} Store
 * @property {() => State} get
 * @property {(change: Partial<State>) => void} set
 * @property {(listener: (state: State, before: State) => void) => () => void} subscribe
 */

/**
 * @template {object} State
 * @param {State} initial
 * @returns {Store<State>}
 */
export function makeStore(initial) {
  let state = Object.freeze({ ...initial });
  /** @type {Set<(state: State, before: State) => void>} */
  const listeners = new Set();
  return {
    get: () => state,
    set(change) {
      const before = state;
      if (!differs(state, change)) return;
      state = Object.freeze({ ...state, ...change });
      const now = state;
      for (const listener of [...listeners]) listener(now, before);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/**
 * @param {object} state
 * @param {object} change
 */
function differs(state, change) {
  return Object.entries(change).some(
    ([key, value]) => !Object.is(/** @type {any} */ (state)[key], value),
  );
}
