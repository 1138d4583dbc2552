/** In a frame, the wheel scrolls the page around it; with Ctrl, or by pinching, it zooms. */

export function leaveWheelToHost() {
  if (window.parent === window) return;
  const leave = (/** @type {WheelEvent} */ event) => {
    if (!event.ctrlKey) event.stopImmediatePropagation();
  };
  addEventListener("wheel", leave, { capture: true, passive: true });
}
