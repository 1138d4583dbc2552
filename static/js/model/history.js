/** What every value, gradient and `.grad` held after any number of steps. */

/** @typedef {import("../types.js").Trace} Trace */
/** @typedef {import("../types.js").Step} Step */
/**
 * One quantity through time: from position `at[i]` on it held `snapshot[i]` (null: nothing).
 * @typedef {{at: number[], snapshot: (number | null)[]}} Series
 */
/**
 * @typedef {object} History
 * @property {Map<string, Series>} values by node and output
 * @property {Map<string, Series>} gradients what arrived, by node and output
 * @property {Map<number, Series>} grads the `.grad` of leaves, by tensor
 * @property {Map<number, Series>} sent what went back along an edge
 * @property {Map<number, number[]>} touched the positions at which a node had a step
 */

/**
 * @param {number} node
 * @param {number} output
 */
export function at(node, output) {
  return `${node}:${output}`;
}

/**
 * @param {Trace} trace
 * @returns {History}
 */
export function recordHistory(trace) {
  const history = {
    values: new Map(),
    gradients: new Map(),
    grads: new Map(),
    sent: new Map(),
    touched: new Map(),
  };
  trace.steps.forEach((step, number) => {
    const note = NOTES[step.kind];
    note?.(history, trace, /** @type {any} */ (step), number + 1);
    for (const node of nodesOf(step, trace)) grow(history.touched, node, number + 1);
  });
  return history;
}

/**
 * What a quantity holds at a position: undefined before anything is known of it.
 * @param {Series | undefined} series
 * @param {number} position
 * @returns {number | null | undefined}
 */
export function heldAt(series, position) {
  if (!series) return undefined;
  const index = lastUpTo(series.at, position);
  return index < 0 ? undefined : series.snapshot[index];
}

/**
 * The index of the last entry that is at most `limit`, −1 for none.
 * @param {number[]} sorted
 * @param {number} limit
 */
export function lastUpTo(sorted, limit) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * The nodes that a step is about.
 * @param {Step} step
 * @param {Trace} trace
 * @returns {number[]}
 */
export function nodesOf(step, trace) {
  if (step.kind === "zero_grad") {
    return step.cleared.flatMap(({ tensor }) => trace.tensors[tensor].node ?? []);
  }
  if (step.kind === "update") return [step.node ?? trace.tensors[step.tensor].node ?? []].flat();
  return "node" in step && step.node !== null ? [step.node] : [];
}

/** @type {{[kind: string]: (history: History, trace: Trace, step: any, position: number) => void}} */
const NOTES = {
  forward: noteForward,
  backward: noteBackward,
  accumulate: noteAccumulate,
  update: noteUpdate,
  zero_grad: noteZeroGrad,
  hook: noteHook,
  error: noteInputs,
};

/**
 * @param {History} history
 * @param {Trace} trace
 * @param {import("../types.js").ForwardStep} step
 * @param {number} position
 */
function noteForward(history, trace, step, position) {
  noteInputs(history, trace, step, position);
  step.outputs.forEach((snapshot, output) => {
    hold(history.values, at(step.node, output), position, snapshot);
  });
}

/**
 * What a leaf held when an operation read it, be it one that failed.
 * @param {History} history
 * @param {Trace} trace
 * @param {import("../types.js").ForwardStep | import("../types.js").ErrorStep} step
 * @param {number} position
 */
function noteInputs(history, trace, step, position) {
  for (const { edge, snapshot } of step.inputs) {
    const { source, source_output: output } = trace.edges[edge];
    if (trace.nodes[source].kind === "leaf")
      know(history.values, at(source, output), position - 1, snapshot);
  }
}

/**
 * @param {History} history
 * @param {Trace} _trace
 * @param {import("../types.js").BackwardStep} step
 * @param {number} position
 */
function noteBackward(history, _trace, step, position) {
  for (const { output, sum } of step.arrived) {
    hold(history.gradients, at(step.node, output), position, sum);
  }
  for (const { edge, snapshot } of step.left) {
    if (edge !== null) hold(history.sent, edge, position, snapshot);
  }
}

/**
 * @param {History} history
 * @param {Trace} _trace
 * @param {import("../types.js").AccumulateStep} step
 * @param {number} position
 */
function noteAccumulate(history, _trace, step, position) {
  know(history.grads, step.tensor, position - 1, step.before);
  hold(history.grads, step.tensor, position, step.after);
}

/**
 * @param {History} history
 * @param {Trace} trace
 * @param {import("../types.js").UpdateStep} step
 * @param {number} position
 */
function noteUpdate(history, trace, step, position) {
  const node = step.node ?? trace.tensors[step.tensor].node;
  if (node === null) return;
  const key = at(node, trace.tensors[step.tensor].output);
  know(history.values, key, position - 1, step.before);
  know(history.grads, step.tensor, position - 1, step.grad);
  hold(history.values, key, position, step.after);
}

/**
 * @param {History} history
 * @param {Trace} _trace
 * @param {import("../types.js").ZeroGradStep} step
 * @param {number} position
 */
function noteZeroGrad(history, _trace, step, position) {
  for (const { tensor, before, after } of step.cleared) {
    know(history.grads, tensor, position - 1, before);
    hold(history.grads, tensor, position, after);
  }
}

/**
 * A hook changes what arrives at a node; a function that is given a leaf, such as the one that clips
 * gradients, changes the `.grad` that is there.
 * @param {History} history
 * @param {Trace} trace
 * @param {import("../types.js").HookStep} step
 * @param {number} position
 */
function noteHook(history, trace, step, position) {
  const { kind, outputs } = trace.nodes[step.node];
  const tensor = outputs[step.output];
  const held = kind === "leaf" && tensor !== null ? history.grads.get(tensor) : undefined;
  if (held && step.before !== null && held.snapshot.at(-1) === step.before)
    hold(history.grads, tensor, position, step.after);
  else hold(history.gradients, at(step.node, step.output), position, step.after);
}

/**
 * From `position` on, `key` holds `snapshot`.
 * @template K
 * @param {Map<K, Series>} all
 * @param {K} key
 * @param {number} position
 * @param {number | null} snapshot
 */
function hold(all, key, position, snapshot) {
  const series = all.get(key) ?? { at: [], snapshot: [] };
  if (series.at.at(-1) === position) series.snapshot[series.snapshot.length - 1] = snapshot;
  else {
    series.at.push(position);
    series.snapshot.push(snapshot);
  }
  all.set(key, series);
}

/**
 * A step found `snapshot` there already: since its last change, or since the beginning.
 * @template K
 * @param {Map<K, Series>} all
 * @param {K} key
 * @param {number} position
 * @param {number | null} snapshot
 */
function know(all, key, position, snapshot) {
  const series = all.get(key);
  if (!series) hold(all, key, 0, snapshot);
  else if (snapshot !== null && series.snapshot.at(-1) !== snapshot)
    hold(all, key, position, snapshot);
}

/**
 * @template K
 * @param {Map<K, number[]>} all
 * @param {K} key
 * @param {number} position
 */
function grow(all, key, position) {
  const list = all.get(key);
  if (list) list.push(position);
  else all.set(key, [position]);
}
