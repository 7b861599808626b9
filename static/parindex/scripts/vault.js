// Text not saved yet, kept on this machine so that only its author can read it: the server has the key.
import { words } from "./saves.js";

const PREFIX = `par-${words.user}-`;
const subtle = window.crypto && window.crypto.subtle; // over https, and on the server's own machine
const held = new Map(); // what stands in the store, open
let key = null;

// In private mode there may be no store; without a key nothing outlives the tab.
function inStore(act) {
  try { return act(subtle ? localStorage : sessionStorage); } catch { return null; }
}
const bytes = (digits) => Uint8Array.from(digits.match(/../g), (pair) => parseInt(pair, 16));
const digits = (content) => [...new Uint8Array(content)].map((one) => one.toString(16).padStart(2, "0")).join("");

async function seal(text) {
  if (!subtle) return text;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await subtle.encrypt({ name: "AES-GCM", iv }, await key, new TextEncoder().encode(text));
  return `${digits(iv)}.${digits(sealed)}`;
}
async function unseal(stored) {
  if (!subtle) return stored;
  const [iv, sealed] = stored.split(".");
  const text = await subtle.decrypt({ name: "AES-GCM", iv: bytes(iv) }, await key, bytes(sealed));
  return new TextDecoder().decode(text);
}

async function hold(name, stored) {
  const entry = { text: null };
  held.set(name, entry);
  // What no key opens is of no use to anybody.
  try { entry.text = await unseal(stored); } catch { drop(name); }
}
async function open() {
  if (subtle) key = subtle.importKey("raw", bytes(words.draftKey), "AES-GCM", false, ["encrypt", "decrypt"]);
  const names = inStore((store) => Object.keys(store).filter((name) => name.startsWith(PREFIX))) || [];
  await Promise.all(names.map((name) => hold(name.slice(PREFIX.length), inStore((store) => store.getItem(name)))));
  isOpen = true;
}
let isOpen = false;
const opened = open();

/** Does something once what was kept can be read: at once, but for the first moment of a page. */
export function whenOpen(act) {
  if (isOpen) act(); else opened.then(act);
}
export const isKept = (name) => held.has(name) || inStore((store) => store.getItem(PREFIX + name)) !== null;
export const take = (name) => (held.has(name) ? held.get(name).text : null);
export function drop(name) {
  held.delete(name);
  inStore((store) => store.removeItem(PREFIX + name));
}
export async function put(name, text) {
  const entry = { text };
  held.set(name, entry);
  const sealed = await seal(text);
  // Saved or typed anew meanwhile.
  if (held.get(name) === entry) inStore((store) => store.setItem(PREFIX + name, sealed));
}
// Another tab has kept or saved something.
window.addEventListener("storage", ({ key: name, newValue }) => {
  if (!name || !name.startsWith(PREFIX)) return;
  if (newValue === null) held.delete(name.slice(PREFIX.length)); else hold(name.slice(PREFIX.length), newValue);
});
