// The keyboard: move, open, accept, edit.
import { accept, into, record } from "./panels.js";
import { isTyping } from "./typing.js";
import { go, move, nextWaiting, say, table, unitOf } from "./units.js";

function leaf(rel) {
  const there = document.querySelector(`a[rel=${rel}]`);
  if (there) there.click(); else say(rel === "prev" ? table.dataset.firstLeaf : table.dataset.lastLeaf);
}
function undo() {
  const last = document.querySelector("#undos button");
  if (last) last.click(); else say(table.dataset.noUndo);
}
// Of several awards to one unit only the last can be taken back.
document.addEventListener("htmx:oobAfterSwap", ({ detail: { target } }) => {
  if (target.id !== "undos") return;
  const seen = new Set();
  target.querySelectorAll("button").forEach((button) => {
    if (seen.has(button.id)) button.remove();
    seen.add(button.id);
  });
});
function help() {
  const keys = document.getElementById("keys");
  keys.open = !keys.open;
  if (!keys.open) return;
  keys.scrollIntoView({ block: "nearest" });
  keys.querySelector("summary").focus();
}

const keys = {
  j: () => move(1), ArrowDown: () => move(1),
  k: () => move(-1), ArrowUp: () => move(-1),
  n: nextWaiting,
  a: accept,
  e: () => into("form.award input:not([type=hidden])", "[data-no-award]"),
  f: () => into("form.flag textarea", "[data-no-flag]"),
  v: () => into("[data-beside]", ""),
  "[": () => leaf("prev"),
  "]": () => leaf("next"),
  z: undo,
  "?": help,
};
document.addEventListener("keydown", (event) => {
  const unit = unitOf(event.target);
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && unit && !event.isComposing) {
    event.preventDefault();
    record(unit);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && unit) { go(unit); return; }
  // Caps Lock makes capitals.
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (isTyping(event.target) || !keys[key]) return;
  // The arrows belong to a radio button that is being chosen.
  if (key.startsWith("Arrow") && event.target.matches("input")) return;
  event.preventDefault();
  say("");
  keys[key]();
});
