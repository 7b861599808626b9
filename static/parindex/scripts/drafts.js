// Typed text is kept on this machine until the server has it, with the version of what it was typed over.
import { isForm, say, words } from "./saves.js";
import { drop, put, take, whenOpen } from "./vault.js";

const sent = new WeakMap(); // what each form's last save carried
const isTyped = ([name]) => name !== "csrfmiddlewaretoken" && !["version", "seen", "once"].includes(name);
/** The field that names what the form was made over: a version, or the mark of a description. */
const versionOf = ({ elements }) => elements.version || elements.seen;
const fieldsOf = (form) => [...new FormData(form)].filter(isTyped);
const typed = (form) => JSON.stringify(fieldsOf(form));

function store(name, form) {
  const version = versionOf(form);
  put(name, JSON.stringify({ fields: fieldsOf(form), version: version && version.value }));
}
const stored = (name) => JSON.parse(take(name) || "null");

export function remember(form) {
  if (isForm(form)) store(form.dataset.key, form);
}
export function forget(form) {
  drop(form.dataset.key);
}
/** Notes what a save takes along; what is typed from now on has not been sent. */
export function noteSent(form) {
  if (isForm(form)) sent.set(form, typed(form));
}
export const hasUnsent = (form) => isForm(form) && sent.has(form) && sent.get(form) !== typed(form);

function fill(form, fields) {
  for (const input of form.elements) {
    if (!input.name || input.type === "hidden" || input.tagName === "BUTTON") continue;
    const values = fields.filter(([name]) => name === input.name).map(([, value]) => value);
    if (input.type === "radio" || input.type === "checkbox") input.checked = values.includes(input.value);
    else input.value = values[0] || "";
  }
}
function restore(form) {
  // A conflict shows what was sent already.
  if (!form.isConnected || form.querySelector("[role=alert]")) return;
  const kept = stored(form.dataset.key);
  if (!kept) return;
  if (JSON.stringify(kept.fields) === typed(form)) { forget(form); return; }
  fill(form, kept.fields);
  // Typed over an older value: the save then asks whose value is to stay.
  if (kept.version) versionOf(form).value = kept.version;
  say(form, words.restored, true);
}
const restoreAll = (root) => root.querySelectorAll("form[data-key]").forEach(restore);

// What was typed over the value before this person's own save knows that save.
document.addEventListener("leafstate", ({ detail: { score, was, version } }) => {
  for (const name of ["claim", "award", "say", "flag"].map((kind) => `${kind}-${score}`)) {
    const kept = stored(name);
    if (kept && was !== null && kept.version === String(was)) {
      put(name, JSON.stringify({ ...kept, version: String(version) }));
    }
  }
});
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-key]");
  if (form) remember(form);
});
// As soon as the panel is there: a moment later, what is found would be what is being typed.
document.addEventListener("htmx:afterSwap", (event) => {
  // What is swapped whole is a new element: the event comes from it, and its target is the old one.
  for (const root of new Set([event.target, event.detail.target])) {
    if (root.isConnected && root.querySelectorAll) whenOpen(() => restoreAll(root));
  }
});
document.addEventListener("htmx:oobAfterSwap", ({ detail: { target } }) => {
  if (target.querySelectorAll) whenOpen(() => restoreAll(target));
});
// The same where a leaf's page begins.
whenOpen(() => document.querySelectorAll("#leaf, #panel").forEach(restoreAll));

// A page of several forms: what is typed into one of them outlives the sending of another.
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-draft]");
  if (form) store(form.dataset.draft, form);
});
whenOpen(() => document.querySelectorAll("form[data-draft]").forEach((form) => {
  for (const [name, value] of (stored(form.dataset.draft) || { fields: [] }).fields) {
    if (form.elements[name] && !form.elements[name].value) form.elements[name].value = value;
  }
}));
