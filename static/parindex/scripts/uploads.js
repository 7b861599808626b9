// Evidence: drag, drop, weight, progress.
import { FAILURES } from "./ours.js";
import { formOf, isSave } from "./saves.js";

// Told before minutes of sending; the server counts and weighs again.
function overLimit({ files, dataset }) {
  if (files.length > Number(dataset.mostFiles || 1)) return dataset.tooMany.replace("{n}", files.length);
  const big = [...files].find((file) => file.size > Number(dataset.most));
  return big ? `${big.name}: ${dataset.tooBig}` : "";
}
/** A folder looks like a file until it is read, and so does what was moved away since it was chosen. */
async function unreadable({ files, dataset }) {
  for (const file of files) {
    try { await file.slice(0, 1).arrayBuffer(); } catch { return `${file.name}: ${dataset.unreadable}`; }
  }
  return "";
}
/** Tells what is wrong with the files chosen; whether they may be sent. */
async function check(input) {
  const wrong = overLimit(input) || await unreadable(input);
  input.setCustomValidity(wrong);
  input.reportValidity();
  return !wrong;
}
const nameAll = (input) => {
  const { form, files } = input, place = (input.closest(".drop") || form).querySelector("[data-chosen]");
  if (place) place.textContent = [...files].map(({ name }) => name).join(", ");
};
/** Chosen is sent, unless somebody is about to describe it first. */
async function chosen(input) {
  nameAll(input);
  if (!(await check(input)) || !input.files.length) return;
  const more = input.form.querySelector("details.more-upload");
  if (more && !more.open) input.form.requestSubmit();
}
document.addEventListener("change", ({ target }) => {
  if (target.matches("input[data-most]")) chosen(target);
  else if (target.matches(".drop input[type=file]")) nameAll(target);
});
for (const name of FAILURES) {
  document.addEventListener(name, async (event) => {
    const input = formOf(event).querySelector && formOf(event).querySelector("input[data-most]");
    // It was no fault of the line.
    if (input && !(await check(input))) input.form.querySelectorAll("[data-note]").forEach((note) => note.remove());
  });
}

for (const name of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    const drop = event.target.closest && event.target.closest(".drop");
    if (!drop) return;
    event.preventDefault();
    drop.classList.toggle("over", name === "dragover");
    if (name === "drop" && event.dataTransfer.files.length) {
      const input = drop.querySelector("input");
      input.files = event.dataTransfer.files;
      // One that is sent with a form's own button waits for it.
      if (!input.dataset.most) return nameAll(input);
      check(input).then((good) => { if (good) input.form.requestSubmit(); });
    }
  });
}

document.addEventListener("htmx:xhr:progress", (event) => {
  const bar = event.target.querySelector && event.target.querySelector(".upload-progress");
  if (bar && event.detail.total) {
    bar.hidden = false;
    bar.value = (event.detail.loaded / event.detail.total) * 100;
  }
});

document.addEventListener("htmx:afterRequest", (event) => {
  const bar = formOf(event).querySelector && formOf(event).querySelector(".upload-progress");
  if (bar) bar.hidden = true;
});
