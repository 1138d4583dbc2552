/** In a page of a single file: takes the player's script out of its wrapping and runs it. */

const [packed] = document.getElementsByClassName("packed");
const bytes = Uint8Array.from(atob(packed.textContent ?? ""), (letter) => letter.charCodeAt(0));
const unpacking = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));

new Response(unpacking).text().then((text) => {
  const script = document.createElement("script");
  // The page's policy knows the hash of this text and lets no other run.
  script.textContent = text;
  document.body.append(script);
});
