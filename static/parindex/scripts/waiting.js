// The saves that did not arrive: said at the foot of the page, and sent again where they send themselves.
import { isForm, savesItself, words } from "./saves.js";

const waiting = new Set();
const banner = document.getElementById("offline");
const kept = banner.textContent;

export function show() {
  for (const form of waiting) if (!form.isConnected) waiting.delete(form);
  banner.hidden = waiting.size === 0;
  banner.textContent = [...waiting].some(savesItself) ? kept : words.againAll;
}
export function wait(form) {
  waiting.add(form);
  show();
}
export function arrived(form) {
  waiting.delete(form);
  show();
}

function retry() {
  for (const form of waiting) if (form.isConnected && savesItself(form)) form.requestSubmit();
}
window.addEventListener("online", retry);
setInterval(() => { if (waiting.size) retry(); }, 15000);
window.addEventListener("beforeunload", (event) => { if ([...waiting].some(isForm)) event.preventDefault(); });
