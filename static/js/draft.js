/** What was typed and not run, kept for this tab until it is: nothing is lost by a reload. */

/** @typedef {import("./desk.js").DeskActions} DeskActions */

const PAUSE = 250;

/**
 * The draft that was kept under a name.
 * @param {string} name
 */
export function draftOf(name) {
  return attempt(() => sessionStorage.getItem(name));
}

/**
 * Keep what stands in the editor under a name, as long as it is not what the page shows.
 * @param {DeskActions} desk
 * @param {string} name
 */
export function keepDraft(desk, name) {
  let timer = 0;
  const write = () => {
    clearTimeout(timer);
    timer = 0;
    const { program, shown } = desk.get();
    attempt(() =>
      program === shown.program
        ? sessionStorage.removeItem(name)
        : sessionStorage.setItem(name, program),
    );
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
