// The search in the bar: Ctrl+K leads there, arrows go through what is found, Escape leaves it.

const form = document.querySelector("[data-find]");
const field = form && form.querySelector("[name=q]");
const found = document.getElementById("found");

function leave() {
  found.replaceChildren();
}
function move(by) {
  const stops = [field, ...found.querySelectorAll("a")];
  const at = stops.indexOf(document.activeElement);
  stops[(at + by + stops.length) % stops.length].focus();
}
const keys = {
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  Escape: () => { field.value = ""; leave(); field.blur(); },
};

if (form) {
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
  form.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  });
  document.addEventListener("click", ({ target }) => { if (!form.contains(target)) leave(); });
  document.addEventListener("focusin", ({ target }) => { if (!form.contains(target)) leave(); });
}
