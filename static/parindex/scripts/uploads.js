// Evidence: drag, drop, weight, progress.
import { formOf, isSave } from "./saves.js";

// Told before minutes of sending; the server weighs again.
function weigh(input) {
  const big = [...input.files].find((file) => file.size > Number(input.dataset.most));
  input.setCustomValidity(big ? `${big.name}: ${input.dataset.tooBig}` : "");
  input.reportValidity();
}
document.addEventListener("change", (event) => {
  if (event.target.matches("input[data-most]")) weigh(event.target);
});

for (const name of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    const drop = event.target.closest && event.target.closest(".drop");
    if (!drop) return;
    event.preventDefault();
    drop.classList.toggle("over", name === "dragover");
    if (name === "drop" && event.dataTransfer.files.length) {
      const input = drop.querySelector("input");
      input.files = event.dataTransfer.files;
      weigh(input);
      drop.closest("form").requestSubmit();
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

// An explanation takes along what was chosen to go with it.
document.addEventListener("htmx:afterRequest", (event) => {
  if (!isSave(event) || !event.detail.successful || !formOf(event).matches(".say")) return;
  const upload = document.querySelector(`#evidence${CSS.escape(formOf(event).dataset.key.slice(4))} form.upload`);
  if (upload && upload.elements.files.files.length) upload.requestSubmit();
});
