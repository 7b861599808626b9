// The preview above a form's buttons: the points that what is being typed would give, or what is wrong with it.
import { formOf, isSave, stateOf } from "./saves.js";

const stale = new WeakSet(); // those that do not show what their form holds

/** The save says in its own place what is wrong; a preview that could not be made says nothing. */
export function unseen(preview) {
  stale.add(preview);
  preview.textContent = "";
}

// The preview and the refused save find the same faults: what the save has said the preview need not.
function sayOnce(form) {
  const said = stateOf(form).textContent;
  form.querySelectorAll(".why-wrong").forEach((why) => { why.hidden = said.includes(why.textContent.trim()); });
}
document.addEventListener("htmx:afterSwap", (event) => {
  const form = event.detail.target.closest && event.detail.target.closest("form[data-key]");
  if (form) sayOnce(form);
});
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-key]");
  if (!form) return;
  // What was refused is being changed: from now on the preview alone says what is wrong.
  const refusal = stateOf(form).querySelector(".banner.bad");
  if (refusal) refusal.remove();
  sayOnce(form);
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (!isSave(event) || !event.detail.successful || !formOf(event).isConnected) return;
  const why = formOf(event).querySelector(".why-box");
  if (!why || !stale.delete(why)) return;
  htmx.ajax("POST", why.getAttribute("hx-post"), { source: why, target: why, swap: "innerHTML" }).catch(() => {});
});
