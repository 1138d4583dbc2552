/** What a parameter's update says of its rule: the document's own lines, and what is in them. */

/** @typedef {import("../types.js").UpdateStep} UpdateStep */

/** p ← p − η · g, and nothing else. */
const PLAIN = "p \\leftarrow p - \\eta \\cdot g";

/**
 * The lines of a rule, LaTeX; of an update by hand, the program's own words.
 * @param {UpdateStep} step
 * @returns {string[]}
 */
export function ruleLines({ rule }) {
  return rule ? rule.split("\n") : [];
}

/**
 * The learning rate where the rule is p ← p − η · g and nothing else.
 * @param {UpdateStep} step
 * @returns {number | null}
 */
export function plainRate({ optimizer, rule }) {
  if (!optimizer || rule !== PLAIN) return null;
  const rate = optimizer.settings.find(({ name }) => name === "lr")?.value;
  return typeof rate === "number" ? rate : null;
}

/**
 * What a setting holds that is spoken of as "lr" or as "betas[0]"; undefined for none.
 * @param {UpdateStep} step
 * @param {string} name
 * @returns {string | undefined}
 */
export function settingOf({ optimizer }, name) {
  const [, own, index] = /^(\w+)\[(\d)\]$/.exec(name) ?? [null, name, null];
  const value = optimizer?.settings.find((setting) => setting.name === own)?.value;
  if (value === undefined || value === null) return undefined;
  if (index === null) return String(value);
  return String(value)
    .replace(/[()[\]\s]/g, "")
    .split(",")[Number(index)];
}
