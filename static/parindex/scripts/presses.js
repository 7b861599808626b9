// A press counts that began on a button, whatever the page does before the finger is up again.

const PRESSED = "button, summary, label, a[href]";
const FAR = 10; // pixels: who goes further than that takes the press back
const TAP_MS = 300; // at most between the end of a touch and its click

let press = null; // from the pointer's going down to its click: on what, and where
let waiting = []; // what is not to happen meanwhile

/** Does something at once, or as soon as no press is under way. */
export function betweenPresses(act) {
  if (press) waiting.push(act); else act();
}
function end(ended) {
  if (press !== ended) return;
  press = null;
  for (const act of waiting.splice(0)) act();
}

document.addEventListener("pointerdown", (event) => {
  end(press);
  const on = event.isPrimary && event.button === 0 && event.target.closest(PRESSED);
  if (on) press = { on, x: event.clientX, y: event.clientY };
}, true);
document.addEventListener("pointerup", (event) => {
  // The click of a mouse comes at once, that of a finger a moment later.
  setTimeout(end, event.pointerType === "mouse" ? 0 : TAP_MS, press);
}, true);
document.addEventListener("pointercancel", () => end(press), true);
// Released where this page does not see it.
document.addEventListener("pointermove", (event) => { if (!event.buttons) end(press); }, true);
window.addEventListener("blur", () => end(press));

document.addEventListener("click", (event) => {
  if (!press || !event.isTrusted) return;
  const { on, x, y } = press;
  setTimeout(end, 0, press);
  if (on.contains(event.target) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (Math.hypot(event.clientX - x, event.clientY - y) > FAR) return;
  // It has moved away from under the pointer: the click went to what both places have in common.
  event.preventDefault();
  event.stopImmediatePropagation();
  on.click();
}, true);
