// Typed text is kept on this machine until the server has it.
import { isForm, say, words } from "./saves.js";

const sent = new WeakMap(); // what each form's last save carried
const keyed = (name) => `par-${words.user}-${name}`;
const isTyped = ([name]) => name !== "csrfmiddlewaretoken" && name !== "version";
const typed = (form) => JSON.stringify([...new FormData(form)].filter(isTyped));

// In private mode there is nothing to keep it in.
function store(name, text) {
  try { localStorage.setItem(keyed(name), text); } catch { /* see above */ }
}
function stored(name) {
  try { return JSON.parse(localStorage.getItem(keyed(name)) || "null"); } catch { return null; }
}

export const isKept = (name) => stored(name) !== null;
export function remember(form) {
  if (isForm(form)) store(form.dataset.key, typed(form));
}
export function forget(form) {
  try { localStorage.removeItem(keyed(form.dataset.key)); } catch { /* see above */ }
}
/** Notes what a save takes along; what is typed from now on has not been sent. */
export function noteSent(form) {
  if (isForm(form)) sent.set(form, typed(form));
}
export const hasUnsent = (form) => isForm(form) && sent.has(form) && sent.get(form) !== typed(form);

function restore(form) {
  // A conflict shows what was sent already.
  if (form.querySelector("[role=alert]")) return;
  const kept = stored(form.dataset.key);
  if (!kept) return;
  for (const input of form.elements) {
    if (!input.name || input.type === "hidden" || input.tagName === "BUTTON") continue;
    const values = kept.filter(([name]) => name === input.name).map(([, value]) => value);
    if (input.type === "radio" || input.type === "checkbox") input.checked = values.includes(input.value);
    else input.value = values[0] || "";
  }
  say(form, words.restored, true);
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-key]");
  if (form) remember(form);
});
// As soon as the panel is there: a moment later, what is found would be what is being typed.
document.addEventListener("htmx:afterSwap", (event) => {
  // What is swapped whole is a new element: the event comes from it, and its target is the old one.
  for (const root of new Set([event.target, event.detail.target])) {
    if (root.isConnected && root.querySelectorAll) root.querySelectorAll("form[data-key]").forEach(restore);
  }
});
// The same on a leaf's own page.
document.querySelectorAll("main > .leaf-panel form[data-key]").forEach(restore);

// A page of several forms: what is typed into one of them outlives the sending of another.
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-draft]");
  if (form) store(form.dataset.draft, typed(form));
});
document.querySelectorAll("form[data-draft]").forEach((form) => {
  for (const [name, value] of stored(form.dataset.draft) || []) {
    if (form.elements[name] && !form.elements[name].value) form.elements[name].value = value;
  }
});
