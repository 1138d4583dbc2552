/** What was typed and not run, kept for this tab until it is: nothing is lost by a reload. */

/** @typedef {import("./desk.js").DeskActions} DeskActions */

const PAUSE = 250;

/**
 * `draft` is what was typed, where it is not what was shown, and `ran` what was run here last, as an
 * address has it.
 * @typedef {{draft: string | null, ran: string | null}} Kept
 */

/**
 * What was kept under a name.
 * @param {string} name
 * @returns {Kept}
 */
export function keptAs(name) {
  const text = attempt(() => sessionStorage.getItem(name));
  const kept = attempt(() => JSON.parse(text ?? "null"));
  return { draft: kept?.draft ?? null, ran: kept?.ran ?? null };
}

/**
 * Keep what stands in the editor under a name, and what ran.
 * @param {DeskActions} desk
 * @param {string} name
 */
export function keepDraft(desk, name) {
  let timer = 0;
  const write = () => {
    clearTimeout(timer);
    timer = 0;
    const { program, shown } = desk.get();
    const kept = { draft: program === shown.program ? null : program, ran: shown.packed };
    attempt(() => sessionStorage.setItem(name, JSON.stringify(kept)));
  };
  desk.subscribe((now, before) => {
    if (now.program === before.program && now.shown === before.shown) return;
    timer ||= setTimeout(write, PAUSE);
  });
  addEventListener("pagehide", write);
}

/**
 * A browser may refuse to keep anything; the page works without.
 * @template Result
 * @param {() => Result} act
 */
function attempt(act) {
  try {
    return act();
  } catch {
    return null;
  }
}
