/** In a page of a single file: takes the player and its documents out of their wrapping. */

const DIGITS =
  "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~";

[.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".packed"))].reduce(
  (before, packed) => before.then(() => unpacked(packed)),
  Promise.resolve(),
);

/** @param {HTMLElement} packed */
async function unpacked(packed) {
  const squeezed = new Blob([bytesOf(packed.textContent ?? "")]);
  const unpacking = squeezed.stream().pipeThrough(new DecompressionStream("gzip"));
  const { kind, name } = packed.dataset;
  const made = document.createElement(kind === "style" ? kind : "script");
  if (kind === "json") {
    made.setAttribute("type", "application/json");
    made.dataset.document = name;
  }
  // The page's policy knows the hash of this text and lets no other run.
  made.textContent = await new Response(unpacking).text();
  document.body.append(made);
}

/**
 * Five digits of base 85 are four bytes; at the end, fewer are one less.
 * @param {string} text
 */
function bytesOf(text) {
  const places = new Map([...DIGITS].map((digit, place) => [digit, place]));
  const bytes = new Uint8Array(Math.ceil((text.length * 4) / 5) + 4);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at += 5) {
    let number = 0;
    for (let place = at; place < at + 5; place += 1)
      number = number * 85 + (places.get(text[place]) ?? 84);
    view.setUint32((at / 5) * 4, number);
  }
  return bytes.subarray(0, Math.floor((text.length * 4) / 5));
}
