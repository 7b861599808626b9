// Saving: a save says when it is under way, when it has arrived and when it has not.
import { forget, hasUnsent, noteSent, remember } from "./drafts.js";
import { FAILURES, answerOf, isOurs, whyNot } from "./ours.js";
import { formOf, isForm, isSave, savesItself, say, words } from "./saves.js";
import { arrived, show, wait } from "./waiting.js";

/** What was saved need not be kept; what was typed since it was sent has not arrived, and stays. */
function saved(form, xhr) {
  arrived(form);
  // Figures that are only half there were not recorded.
  if (!hasUnsent(form) && answerOf(xhr) !== "draft") forget(form);
}
function fail(form, xhr) {
  remember(form);
  say(form, (savesItself(form) ? words.failed : words.again).replace("{why}", whyNot(xhr)), true);
  wait(form);
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (!isSave(event)) return;
  noteSent(formOf(event));
  say(formOf(event), words.saving);
});
// Before what was saved is put on the page: what arrives must not be filled with the text just sent.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (isSave(event) && !event.detail.isError) saved(formOf(event), event.detail.xhr);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!isSave(event)) return;
  const form = formOf(event);
  // One that was swapped away was seen to before; its key may be its successor's by now.
  if (event.detail.successful && form.isConnected) saved(form, event.detail.xhr);
  show();
});
// A request that was taken back by another is no failure, and has an event of its own.
for (const name of FAILURES) {
  document.addEventListener(name, (event) => {
    if (!isSave(event)) return;
    // Refused with its reasons: the person has it in hand.
    if (isOurs(event.detail.xhr)) arrived(formOf(event)); else fail(formOf(event), event.detail.xhr);
  });
}

// A colleague has saved meanwhile: the page asks whose value is to stay.
document.addEventListener("click", (event) => {
  const mine = event.target.closest("[data-keep-mine]");
  if (!mine) return;
  const form = mine.closest("form");
  form.elements.version.value = mine.closest("[data-conflict]").dataset.version;
  form.requestSubmit();
});
document.addEventListener("click", (event) => {
  const theirs = event.target.closest("[data-take-theirs]");
  if (!theirs) return;
  const form = theirs.closest("form");
  arrived(form);
  forget(form);
});
