// The preview above a form's buttons: the points that what is being typed would give, or what is wrong with it.
import { isOurs } from "./ours.js";
import { formOf, isSave, stateOf } from "./saves.js";

const stale = new WeakSet(); // those that do not show what their form holds
const refused = new WeakSet(); // forms that hold what was refused, and nothing typed since

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
  refused.delete(form);
  // What was refused is being changed: from now on the preview alone says what is wrong.
  const refusal = stateOf(form).querySelector(".banner.bad");
  if (refusal) refusal.remove();
  sayOnce(form);
});

// A preview asks less than a save: one that is late takes away nothing of what was refused.
document.addEventListener("htmx:beforeRequest", (event) => { if (isSave(event)) refused.delete(formOf(event)); });
document.addEventListener("htmx:afterRequest", (event) => {
  if (isSave(event) && !event.detail.successful && isOurs(event.detail.xhr)) refused.add(formOf(event));
});
document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  const { target, fragment } = detail;
  if (target.matches(".fault") && refused.has(target.closest("form")) && !fragment.textContent.trim()) {
    detail.shouldSwap = false;
  }
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (!isSave(event) || !event.detail.successful || !formOf(event).isConnected) return;
  const why = formOf(event).querySelector(".why-box");
  if (!why || !stale.delete(why)) return;
  htmx.ajax("POST", why.getAttribute("hx-post"), { source: why, target: why, swap: "innerHTML" }).catch(() => {});
});
