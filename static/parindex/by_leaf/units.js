// The units of the table, and the one in hand.

export const table = document.getElementById("by-leaf");
let here = null; // the id of the unit's tbody: a save replaces the element

export const units = () => [...table.querySelectorAll("tbody[data-unit]")];
export const unitOf = (element) => element.closest("tbody[data-unit]");
export const current = () => (here && document.getElementById(here)) || null;
export const isCurrent = (unit) => unit.id === here;
export const link = (unit) => unit.querySelector(".unit-link");
export const say = (text) => { document.getElementById("said").textContent = text; };

document.addEventListener("focusin", (event) => {
  const unit = unitOf(event.target);
  if (unit) here = unit.id;
});
export function go(unit) {
  if (!unit) return;
  here = unit.id;
  link(unit).focus({ preventScroll: true });
  unit.scrollIntoView({ block: "nearest" });
}
export function move(step) {
  const all = units();
  const at = all.indexOf(current());
  go(at < 0 ? all[0] : all[Math.min(Math.max(at + step, 0), all.length - 1)]);
}
export function nextWaiting() {
  const all = units();
  const at = all.indexOf(current());
  const waiting = (unit) => unit.classList.contains("waiting");
  const found = all.slice(at + 1).find(waiting) || all.find(waiting);
  if (found) go(found); else say(table.dataset.noneLeft);
}
