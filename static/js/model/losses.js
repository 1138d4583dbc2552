/** The value that each frame's backward pass began with: the loss curve of a training run. */

import { at, heldAt } from "./history.js";
import { snapshotOf } from "./run.js";

/**
 * @typedef {{name: string, number: import("../types.js").Scalar, dtype: string}} Loss
 */

/**
 * By frame; null where a frame has no backward pass of a single number.
 * @param {import("./run.js").Run} run
 * @returns {(Loss | null)[]}
 */
export function lossesOf(run) {
  const { trace, layout } = run;
  const backward = trace.passes.filter(
    ({ phase, roots }) => phase === "backward" && roots.length > 0,
  );
  let next = 0;
  return layout.frames.map(({ first_step: first, last_step: last }) => {
    while (next < backward.length && backward[next].first < first) next += 1;
    const pass = backward[next];
    if (!pass || pass.first > last) return null;
    const { node, output } = pass.roots[0];
    const snapshot = snapshotOf(run, heldAt(run.history.values.get(at(node, output)), pass.first));
    if (snapshot?.values?.length !== 1) return null;
    return { name: run.names.nodes[node], number: snapshot.values[0], dtype: snapshot.dtype };
  });
}
