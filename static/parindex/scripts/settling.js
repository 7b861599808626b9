// What saves itself takes what was meant: figures that belong together once they are left, choices once they rest.
import { isForm, savesItself, say, stateOf, words } from "./saves.js";

const REST_MS = 1000; // after the last of several ticks or clicks
const open = new Set(); // entries that hold what no save has taken along
let isPassing = false; // arrow keys go over options on their way to the one that is meant
let resting = null;

const formOf = (field) => field.form && savesItself(field.form) && field.form;
const entryOf = (field) => field.closest("[data-entry]");
const isChoice = (field) => field.type === "radio" || field.type === "checkbox";

function settle(form) {
  if (form.isConnected) form.dispatchEvent(new CustomEvent("settled"));
}
function settleEntry(entry) {
  if (open.delete(entry)) settle(entry.closest("form"));
}

/** Settles at once what a form holds, as if it had been left. */
export function settleAll(form) {
  if (form.contains(document.activeElement)) document.activeElement.blur();
  clearTimeout(resting);
  form.querySelectorAll("[data-entry]").forEach(settleEntry);
}

document.addEventListener("keydown", (event) => { isPassing = event.key.startsWith("Arrow"); }, true);
document.addEventListener("pointerdown", () => { isPassing = false; }, true);
document.addEventListener("input", (event) => {
  const form = formOf(event.target);
  if (!form) return;
  if (entryOf(event.target)) open.add(entryOf(event.target));
  const state = stateOf(form);
  // A refusal, a question or a failure stays until it is answered.
  if (state.textContent.trim() === "" || state.querySelector(".ok")) say(form, words.unsaved);
});
document.addEventListener("change", (event) => {
  const form = formOf(event.target);
  if (!form) return;
  const entry = entryOf(event.target);
  if (!entry) settle(form);
  if (!entry || !isChoice(event.target) || isPassing) return;
  clearTimeout(resting);
  resting = setTimeout(settleEntry, REST_MS, entry);
});
document.addEventListener("focusout", (event) => {
  const entry = entryOf(event.target);
  // Who looks a figure up in another window comes back to the pair.
  if (entry && !entry.contains(event.relatedTarget) && document.hasFocus()) settleEntry(entry);
});
// A save takes all of its form along.
document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt } = event.detail;
  if (isForm(elt) && savesItself(elt)) elt.querySelectorAll("[data-entry]").forEach((entry) => open.delete(entry));
});
// Nobody pressed it: what is only half there need not be whole yet.
document.addEventListener("htmx:configRequest", (event) => {
  const { elt, formData, triggeringEvent } = event.detail;
  if (isForm(elt) && savesItself(elt) && !(triggeringEvent && triggeringEvent.submitter)) formData.set("auto", "1");
});
