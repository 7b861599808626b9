// An answer of the server changes the page between two presses, and leaves in its place what somebody is at.
import { betweenPresses } from "./presses.js";

let pointing = false; // rather than typing

document.addEventListener("pointermove", () => { pointing = true; }, true);
document.addEventListener("pointerdown", () => { pointing = true; }, true);
document.addEventListener("keydown", () => { pointing = false; }, true);

const topOf = (element) => element.getBoundingClientRect().top;
const isInSight = (element) => topOf(element) < window.innerHeight && element.getBoundingClientRect().bottom > 0;

/** Does something to the page; what is pointed at, or else what has the focus or is read, stays where it is. */
function inPlace(act) {
  const pointed = pointing && document.querySelector(":is(button, summary, label, a):hover");
  const focused = document.activeElement;
  const read = document.elementFromPoint(window.innerWidth / 2, window.innerHeight / 2);
  const held = pointed || (focused && focused !== document.body && isInSight(focused) ? focused : read);
  const top = held && topOf(held);
  act();
  if (!held || !held.isConnected) return;
  // Who was led elsewhere by the answer looks there.
  if (!pointed && document.activeElement !== focused) return;
  // Panes scroll on their own.
  (held.closest("[data-pane]") || window).scrollBy({ top: topOf(held) - top, behavior: "instant" });
}

document.addEventListener("htmx:beforeSend", ({ detail: { xhr } }) => {
  for (const name of ["onload", "onerror", "ontimeout"]) {
    const arrive = xhr[name];
    xhr[name] = () => betweenPresses(() => inPlace(arrive));
  }
});
