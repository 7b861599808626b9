// What saves nothing by itself, and did not arrive or was refused: its place says so and keeps what it holds.
import { FAILURES, answerOf, isOurs, whyNot } from "./ours.js";
import { unseen } from "./previews.js";
import { formOf, isForm, isSave, words } from "./saves.js";

function note(place, content) {
  place.querySelectorAll(":scope > [data-note]").forEach((old) => old.remove());
  const line = place.matches("tbody") && document.createElement("tr");
  const box = line || document.createElement("div");
  box.dataset.note = "";
  const cell = line ? line.insertCell() : box;
  if (line) cell.colSpan = 100;
  cell.append(content);
  place.prepend(box);
}
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, serverResponse, xhr } = event.detail;
  if (answerOf(xhr) !== "refusal" || isSave(event)) return;
  // Only the reasons: the files chosen and the text typed stay where they are.
  event.detail.shouldSwap = false;
  if (target.matches(".why-box")) { unseen(target); return; }
  note(target, document.createRange().createContextualFragment(serverResponse));
});

function unreached(event) {
  const elt = formOf(event);
  const { target, xhr } = event.detail;
  if (isOurs(xhr) || !elt.matches || isSave(event)) return;
  if (elt.matches(".why-box")) { unseen(elt); return; }
  // A leaf did not come, or what is opened in a page; what else asks by itself asks again.
  if (!isForm(elt) && !target.closest("#leaf, #panel, tr.panel, details")) return;
  const text = document.createElement("p");
  text.className = "banner bad";
  text.setAttribute("role", "alert");
  text.textContent = words.unreached.replace("{why}", whyNot(xhr));
  note(isForm(elt) ? elt : target, text);
}
for (const name of FAILURES) document.addEventListener(name, unreached);
