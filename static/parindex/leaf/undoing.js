// Taking a save back: what stood before it is saved again, from the next leaf too, until the page is left.
import { answerOf } from "../scripts/ours.js";
import { formOf, isSave } from "../scripts/saves.js";
import { go } from "./moving.js";

const undos = []; // the saves of this page, the last one at the end
const versions = new Map(); // by score: the version that the last answer told
const stood = new WeakMap(); // by form: what the server has
const sent = new WeakMap();

const isClaim = (form) => Boolean(form.matches) && form.matches("form.leafform");
const isValue = ([name]) => name !== "csrfmiddlewaretoken" && name !== "version";
const typed = (form) => [...new FormData(form)].filter(isValue);
const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const place = () => document.getElementById("undone");

/** The values with which the server made the form. */
function made(form) {
  const isPicked = ({ type }) => type === "radio" || type === "checkbox";
  return [...form.elements]
    .filter((field) => isValue([field.name]) && field.name && field.matches("input, textarea"))
    .filter((field) => !isPicked(field) || field.defaultChecked)
    .map((field) => [field.name, isPicked(field) ? field.value : field.defaultValue]);
}
function offer() {
  const button = document.querySelector("#leaf [data-undo]");
  if (!button) return;
  button.hidden = undos.length === 0;
  if (undos.length) button.querySelector(".num").textContent = undos[undos.length - 1].code;
}
document.addEventListener("leafstate", ({ detail: { score, version } }) => versions.set(String(score), version));
document.addEventListener("htmx:beforeRequest", (event) => {
  if (isClaim(formOf(event))) sent.set(formOf(event), typed(formOf(event)));
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = formOf(event);
  if (!isSave(event) || !isClaim(form) || !event.detail.successful || answerOf(event.detail.xhr) === "draft") return;
  const was = stood.get(form) || made(form);
  stood.set(form, sent.get(form));
  if (isSame(was, sent.get(form))) return;
  undos.push({ was, code: form.dataset.code, url: form.getAttribute("hx-post"), score: form.dataset.score });
  offer();
});
document.addEventListener("htmx:afterSwap", offer);

/** Saves what stood before the last save; a colleague's newer value stays and is told. */
export async function undo() {
  const last = undos.pop();
  if (!last) { place().textContent = place().dataset.none; return; }
  const values = new FormData();
  last.was.forEach(([name, value]) => values.append(name, value));
  values.append("version", versions.get(last.score));
  let isDone = false;
  const note = ({ detail }) => { isDone = detail.successful; };
  place().addEventListener("htmx:afterRequest", note, { once: true });
  const sending = { source: place(), target: place(), swap: "innerHTML", values };
  await htmx.ajax("POST", last.url, sending).catch(() => {});
  offer();
  if (!isDone) return;
  place().textContent = `${place().dataset.undone} ${last.code}`;
  if (document.getElementById("leaf").dataset.code === last.code) go(location.href);
}
document.addEventListener("click", ({ target }) => {
  if (target.closest && target.closest("[data-undo]")) undo();
});
