// What a save is: a form, or a button that accepts a claim in its line; both are named by data-key.

export const words = document.body.dataset;

// Not the event's own element: that is what is swapped, or what is left where the saver was swapped away.
export const formOf = (event) => (event.detail.requestConfig || event.detail).elt;
export const isSave = (event) => Boolean(formOf(event).matches) && formOf(event).matches("[data-key]");
export const isForm = (form) => form.matches("form");
export const savesItself = (form) => form.classList.contains("autosave");
export const stateOf = (form) =>
  isForm(form) ? form.querySelector(".state") : document.querySelector(form.getAttribute("hx-target"));

/** Says in the save's own place how it stands: saving, saved, failed. */
export function say(form, text, failed) {
  const state = stateOf(form);
  state.textContent = text;
  state.classList.toggle("failed", Boolean(failed));
}
