// Evidence beside the table: always that of the unit in hand.
import { link, table, unitOf } from "./units.js";

const beside = document.getElementById("beside");
const grid = beside.closest(".by-leaf-grid");
const wide = window.matchMedia("(min-width: 1100px)");

function show(unit, address, title) {
  // A new frame each time: another document in the old one would be a step of the back button.
  const old = beside.querySelector("iframe");
  const frame = old.cloneNode(false);
  frame.removeAttribute("src");
  if (address) frame.src = address;
  frame.hidden = !address;
  old.replaceWith(frame);
  document.getElementById("beside-title").textContent = `${link(unit).textContent}: ${title}`;
  beside.dataset.of = unit.id;
}
document.addEventListener("focusin", (event) => {
  const unit = unitOf(event.target);
  if (!unit || beside.hidden || beside.dataset.of === unit.id) return;
  show(unit, unit.dataset.proof, unit.dataset.proofTitle || table.dataset.noProof);
});
document.addEventListener("click", (event) => {
  const shown = event.target.closest("[data-beside]");
  if (shown && wide.matches && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    show(unitOf(shown), shown.href, shown.dataset.beside);
    beside.hidden = false;
    grid.classList.add("with-beside");
  }
  if (event.target.closest("[data-close-beside]")) {
    beside.hidden = true;
    grid.classList.remove("with-beside");
  }
});
