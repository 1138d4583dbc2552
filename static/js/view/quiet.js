/** Controls that lie over the picture leave it when the pointer has rested for a while. */

const REST = 1500;

/** @param {HTMLElement} root */
export function quietWhileStill(root) {
  let timer = 0;
  const quiet = () => root.classList.add("is-quiet");
  root.addEventListener("pointermove", () => {
    root.classList.remove("is-quiet");
    clearTimeout(timer);
    timer = setTimeout(quiet, REST);
  });
  root.addEventListener("pointerleave", quiet);
  quiet();
}
