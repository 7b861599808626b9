// The keyboard of a leaf. Single keys act only outside fields, and can be switched off.
import { settleAll } from "../scripts/settling.js";
import { done, step } from "./moving.js";
import { undo } from "./undoing.js";

const LETTERS = "par-single-keys";
const dialog = document.getElementById("keys");
const letters = dialog.querySelector("[data-letters]");
const TYPED = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=file])";

function stored() {
  try { return localStorage.getItem(LETTERS); } catch { return null; }
}
letters.checked = stored() !== "off";
letters.addEventListener("change", () => {
  try { localStorage.setItem(LETTERS, letters.checked ? "on" : "off"); } catch { /* without a store, for this page */ }
});

const inLeaf = (selector) => document.querySelector(`#leaf form.autosave ${selector}`);
const press = (element) => { if (element) element.click(); };

function choose(number) {
  const option = document.querySelectorAll("#leaf form.autosave .scale input")[number - 1];
  if (!option) return;
  option.focus();
  option.click();
  // Nobody passes over an option with a digit.
  if (option.type === "radio") settleAll(option.form);
}
function upload() {
  const files = document.querySelector("#panel form.upload [type=file]");
  press(files || document.querySelector("#panel [data-part=docs]"));
}
const single = {
  0: () => press(inLeaf("[name=not_applicable]")),
  u: upload,
  z: undo,
  "/": () => { const field = document.querySelector("[data-find] [name=q]"); if (field) field.focus(); },
  "?": () => dialog.showModal(),
};

/** What a key does; nothing for most of them. */
function actOf(event) {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey) return key === "Enter" && !event.altKey ? done : null;
  if (event.altKey) {
    if (target.matches("select")) return null;
    return { ArrowUp: () => step("prev"), ArrowDown: () => step("next") }[key] || null;
  }
  if (target.matches(TYPED)) return key === "Escape" ? () => target.blur() : null;
  if (!letters.checked) return null;
  if (/^[1-9]$/.test(key)) return () => choose(Number(key));
  return single[key.toLowerCase()] || null;
}
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented || dialog.open || !event.target.matches) return;
  const act = actOf(event);
  if (!act) return;
  event.preventDefault();
  act();
});
document.addEventListener("click", ({ target }) => {
  if (target.closest && target.closest("[data-keys]")) dialog.showModal();
});
