/** How each optimiser changes a parameter, in the names that PyTorch's own settings have. */

/** @typedef {import("../types.js").UpdateStep} UpdateStep */
/** @typedef {import("../types.js").Scalar} Scalar */
/**
 * `lines` are read in order; p is the parameter and g its `.grad`.
 * @typedef {{lines: string[]}} UpdateRule
 */

/** @type {{[type: string]: (settings: Map<string, unknown>) => string[] | null}} */
const RULES = {
  SGD: ofSgd,
  Adam: ofAdam,
  AdamW: (settings) => [
    ...(settings.get("weight_decay") ? ["p ← p − lr · weight_decay · p"] : []),
    ...ofAdam(without(settings, "weight_decay")),
  ],
  RMSprop: (settings) =>
    settings.get("momentum") || settings.get("centered")
      ? null
      : [...decayed(settings), "s ← alpha · s + (1 − alpha) · g²", "p ← p − lr · g / (√s + eps)"],
  Adagrad: (settings) =>
    settings.get("lr_decay")
      ? null
      : [...decayed(settings), "s ← s + g²", "p ← p − lr · g / (√s + eps)"],
};

/**
 * The rule of a step's optimiser with its settings; null for one that the table does not have.
 * @param {UpdateStep} step
 * @returns {string[] | null}
 */
export function updateRule({ optimizer, rule }) {
  if (!optimizer) return rule ? [rule] : null;
  const settings = new Map(optimizer.settings.map(({ name, value }) => [name, value]));
  const lines = RULES[optimizer.type]?.(settings);
  if (!lines) return rule ? [rule] : null;
  return settings.get("maximize") === true
    ? lines.map((line) => line.replace("p − lr", "p + lr"))
    : lines;
}

/**
 * The learning rate where the rule is p ← p − lr · g and nothing else.
 * @param {UpdateStep} step
 * @returns {number | null}
 */
export function plainRate(step) {
  const lines = updateRule(step);
  if (step.optimizer?.type !== "SGD" || lines?.length !== 1 || lines[0] !== PLAIN) return null;
  const rate = step.optimizer.settings.find(({ name }) => name === "lr")?.value;
  return typeof rate === "number" ? rate : null;
}

const PLAIN = "p ← p − lr · g";

/** @param {Map<string, unknown>} settings */
function ofSgd(settings) {
  const lines = decayed(settings);
  if (!settings.get("momentum")) return [...lines, PLAIN];
  lines.push(
    settings.get("dampening") ? "v ← momentum · v + (1 − dampening) · g" : "v ← momentum · v + g",
  );
  lines.push(
    settings.get("nesterov") === true ? "p ← p − lr · (g + momentum · v)" : "p ← p − lr · v",
  );
  return lines;
}

/** @param {Map<string, unknown>} settings */
function ofAdam(settings) {
  const largest = settings.get("amsgrad") === true;
  const lines = ["m ← β₁ · m + (1 − β₁) · g", "v ← β₂ · v + (1 − β₂) · g²"];
  if (largest) lines.push("s ← max(s, v)");
  lines.push(`p ← p − lr · m/(1 − β₁ᵗ) / (√(${largest ? "s" : "v"}/(1 − β₂ᵗ)) + eps)`);
  return [...decayed(settings), ...lines];
}

/** @param {Map<string, unknown>} settings */
function decayed(settings) {
  return settings.get("weight_decay") ? ["g ← g + weight_decay · p"] : [];
}

/**
 * @param {Map<string, unknown>} settings
 * @param {string} name
 */
function without(settings, name) {
  const kept = new Map(settings);
  kept.delete(name);
  return kept;
}
