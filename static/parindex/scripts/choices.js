// Choices that stand for each other or are taken back.

// No browser lets go of a chosen option by itself; the button's own value empties it on the server.
document.addEventListener("click", (event) => {
  if (!event.target.matches("form[data-key] button[name=clear]")) return;
  const form = event.target.form;
  form.querySelectorAll("[type=radio]").forEach((option) => { option.checked = false; });
  form.dispatchEvent(new Event("input", { bubbles: true }));
});

// "None of these" and a line exclude each other. Before anybody else looks at what is ticked.
document.addEventListener("input", (event) => {
  const box = event.target;
  const lines = box.checked && box.closest("fieldset[data-lines]");
  if (!lines) return;
  const isNone = box.matches("[data-none]");
  lines.querySelectorAll("[type=checkbox]").forEach((other) => {
    if (other !== box && (isNone || other.matches("[data-none]"))) other.checked = false;
  });
}, true);

// Handing out parts: a tick means parts, "the whole" means no tick.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-parts]");
  if (!form) return;
  if (event.target.name === "parts" && event.target.checked) form.elements.extent.value = "parts";
  if (event.target.name === "extent" && event.target.value === "whole") {
    form.querySelectorAll("[name=parts]").forEach((box) => { box.checked = false; });
  }
});
