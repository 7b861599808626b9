// The fields of a leaf: how each stands (saved, half, wrong), Enter from one to the next, last year's figure again.
import { answerOf } from "../scripts/ours.js";
import { formOf, isSave } from "../scripts/saves.js";

const claim = () => document.querySelector("#leaf form.autosave");
const figures = () => [...document.querySelectorAll("#leaf form.autosave .figs input")];
const isFigure = (field) => Boolean(field.closest) && Boolean(field.closest("#leaf form.autosave .figs"));

/** Where work on the leaf begins. */
export function firstField() {
  const form = claim();
  return form && (figures()[0] || form.querySelector(".scale :checked") || form.querySelector(".scale input"));
}

// An answer says at each field what is wrong with it.
function showFaults() {
  for (const fault of document.querySelectorAll(":is(#leaf, #panel) .fault")) {
    const form = fault.closest("form");
    const field = form && form.elements[fault.dataset.of];
    if (!field || !field.setAttribute) continue;
    field.setAttribute("aria-invalid", String(fault.textContent.trim() !== ""));
  }
}
document.addEventListener("htmx:oobAfterSwap", showFaults);

function stand(name) {
  for (const field of figures()) {
    field.classList.toggle("saved", name === "saved" && field.value.trim() !== "");
    field.classList.toggle("half", name === "half" && field.value.trim() !== "");
  }
}
document.addEventListener("input", ({ target }) => {
  if (isFigure(target)) target.classList.remove("saved", "half");
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!isSave(event) || formOf(event) !== claim()) return;
  const answer = answerOf(event.detail.xhr);
  if (event.detail.successful) stand(answer === "draft" ? "half" : "saved");
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (!isFigure(event.target)) return;
  event.preventDefault();
  const all = figures();
  const next = all[all.indexOf(event.target) + 1];
  // After the last one the entry is declared finished.
  if (!next) { claim().requestSubmit(claim().querySelector(".again")); return; }
  next.focus();
  next.select();
});

document.addEventListener("click", ({ target }) => {
  const again = target.closest && target.closest("[data-reuse]");
  if (!again) return;
  const field = claim().elements[again.dataset.into];
  field.value = again.dataset.reuse;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.classList.add("half");
  field.focus();
  again.hidden = true;
});

// What does not apply has no figures, and a reason: it is asked for at once.
function lock(box) {
  for (const field of figures()) field.readOnly = box.checked;
}
document.addEventListener("change", ({ target }) => {
  if (!target.matches("#leaf form.autosave [name=not_applicable]")) return;
  lock(target);
  if (target.checked) target.form.elements.note.focus();
});
