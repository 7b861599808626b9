// Into a unit's panel, and where to go when an answer has taken its place.
import { isDrafted } from "./typing.js";
import { current, go, isCurrent, link, move, say, table } from "./units.js";

let edit = null; // what to put the focus on once the panel is there
let onwards = false; // an acceptance by key goes on to the next unit

/** Into a field of the unit's panel, with the unit's own line still in sight. */
function enter(unit, field) {
  field.focus({ preventScroll: true });
  // What is typed next takes the place of the figure that stood there.
  if (field.matches(".figure")) field.select();
  unit.scrollIntoView({ block: "nearest" });
  field.scrollIntoView({ block: "nearest" });
}
function sayWhyNot(unit, why) {
  const reason = why && (unit.querySelector(why) || unit.querySelector("[data-no-award]"));
  say(reason ? reason.textContent.trim().replace(/\s+/g, " ") : table.dataset.noProof);
}
/** Puts the focus into the unit's panel, which may have to open first; or says why it cannot. */
export function into(selector, why) {
  const unit = current();
  if (!unit) return;
  const field = unit.querySelector(selector);
  if (field) { enter(unit, field); return; }
  if (unit.classList.contains("opened")) { sayWhyNot(unit, why); return; }
  edit = { selector, why };
  link(unit).click();
}
/** Accepts what nobody has looked at; over an award, a reply or a draft it only leads to the button. */
export function accept() {
  const unit = current();
  if (!unit) return;
  const button = unit.querySelector("[data-accept]");
  if (!button || isDrafted(unit)) { into("form.award [name=accept]", "[data-no-award]"); return; }
  onwards = true;
  button.click();
}

/** Records what the unit's panel holds and goes on; on a line that is closed it accepts. */
export function record(unit) {
  const save = unit.querySelector("form.award button:not([name], [type=button])");
  if (!save) { accept(); return; }
  onwards = true;
  save.click();
}

function enterOpened(unit) {
  const { selector, why } = edit;
  const field = unit.querySelector(selector);
  if (selector === "[data-beside]" && field) field.click();
  if (field) enter(unit, field); else { go(unit); sayWhyNot(unit, why); }
  edit = null;
}
document.addEventListener("htmx:afterSettle", (event) => {
  const unit = document.getElementById(event.detail.target.id);
  if (!unit || !unit.matches("tbody[data-unit]")) return;
  const isOpened = unit.classList.contains("opened");
  const isSaved = event.detail.requestConfig.verb === "post" && !isOpened;
  const left = isSaved && ["award", "flag"].find((kind) => isDrafted(unit, kind));
  if (left && !isCurrent(unit)) link(unit).click();
  if (!isCurrent(unit)) return;
  const goesOn = onwards && !isOpened;
  if (left) {
    // What was typed while the save was on its way has not arrived: it comes back to be saved.
    onwards = false;
    into(`form.${left} button`, "");
  } else if (edit && isOpened) {
    enterOpened(unit);
  } else if (edit) {
    link(unit).click();
  } else {
    onwards = false;
    const panel = unit.querySelector(".banner button");
    if (goesOn) move(1); else if (panel) panel.focus(); else go(unit);
  }
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) return;
  edit = null;
  // A panel that a save overtook does not stop the way on.
  if (event.detail.requestConfig.verb === "post") onwards = false;
});
