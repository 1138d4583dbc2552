/**
 * @typedef {(trace: import("../../types.js").Trace, tensor: number, position: number)
 *   => Promise<import("../../api.js").Answer>} Why
 */
/**
 * What every section of the panel is given.
 * @typedef {object} Context
 * @property {import("../../state.js").State} state
 * @property {import("../../player.js").Player} player
 * @property {boolean} hidden the gradients of this step are to be guessed
 * @property {number} reached the stage that the telling has come to
 * @property {import("../../rules.js").Rules} rules
 * @property {Why} [why] asks why a gradient is what it is, where somebody knows
 */

export {};
