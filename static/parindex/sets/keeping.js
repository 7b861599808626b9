// What is typed into a leaf's cells waits for its author until it is saved, whatever page comes between.
import { say, words } from "../scripts/saves.js";
import { drop, put, take, whenOpen } from "../scripts/vault.js";

const form = document.getElementById("work");
const name = form.dataset.cells;
const cells = () => [...form.querySelectorAll("[name^=cell-]")];
const version = form.elements["saved-version"];

function keep() {
  if (cells().every((cell) => cell.value === cell.defaultValue) && !form.elements["save-cells"]) { drop(name); return; }
  const typed = cells().map((cell) => [cell.name, cell.value]);
  put(name, JSON.stringify({ typed, version: version.value }));
}
function restore() {
  // The page shows what was typed and is not saved: the server has refused it, or previewed it.
  if (form.elements["save-cells"] || form.closest("main").querySelector("[role=alert]")) { keep(); return; }
  const kept = JSON.parse(take(name) || "null");
  if (!kept) return;
  for (const [cell, value] of kept.typed) {
    if (form.elements[cell]) form.elements[cell].value = value;
  }
  // Typed over an older text: saving then asks whose is to stay.
  version.value = kept.version;
  const preview = () => cells()[0].dispatchEvent(new Event("input", { bubbles: true }));
  // Before the page has loaded nothing listens yet.
  if (document.readyState === "complete") preview(); else window.addEventListener("load", preview, { once: true });
  say(form, words.restored, true);
}
if (cells().length) {
  whenOpen(restore);
  form.addEventListener("input", ({ target }) => { if (target.name.startsWith("cell-")) keep(); });
  form.addEventListener("submit", ({ submitter }) => {
    if (submitter && submitter.name === "save-cells") drop(name);
  });
}
