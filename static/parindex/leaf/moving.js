// From leaf to leaf without a new page: the tree stays where it is, address and open part go along.
import { settleAll } from "../scripts/settling.js";
import { firstField } from "./figures.js";

const narrow = window.matchMedia("(max-width: 760px)");
const place = (id) => document.getElementById(id);
const isPlain = (event) => !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;

/** Asks for a leaf, with the part of the pane that somebody has chosen. */
export function go(href) {
  const address = new URL(href, location.href);
  const tab = new URL(location.href).searchParams.get("tab");
  if (tab && !address.searchParams.has("tab")) address.searchParams.set("tab", tab);
  htmx.ajax("GET", address.pathname + address.search, { source: place("tree"), target: "#leaf", swap: "outerHTML" })
    .catch(() => {});
}
function openPart(href) {
  htmx.ajax("GET", href, { source: place("tree"), target: "#panel", swap: "outerHTML" }).catch(() => {});
}

/** Shows in the tree where the page is. */
function mark(code) {
  for (const link of document.querySelectorAll("#tree [aria-current=page]")) link.removeAttribute("aria-current");
  const link = document.querySelector(`#tree [data-move="${CSS.escape(code)}"]`);
  if (!link) return;
  link.setAttribute("aria-current", "page");
  link.closest("details").open = true;
  link.scrollIntoView({ block: "nearest" });
}
function begin() {
  const field = firstField();
  (field || document.querySelector(".leafbody")).focus({ preventScroll: true });
  if (field && field.select) field.select();
}
document.addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
  if (target.id !== "leaf") return;
  mark(place("leaf").dataset.code);
  begin();
});

const isBusy = (form) => form.classList.contains("htmx-request");
const next = (name) =>
  new Promise((done) => {
    document.addEventListener(name, () => setTimeout(done), { once: true });
  });

/** Saves what a form holds; whether it may be left: saved, or kept as a draft, but not refused or asked about. */
async function settled(form) {
  const state = form.querySelector(".state");
  const isKept = state.classList.contains("failed");
  settleAll(form);
  if (isKept && !isBusy(form)) form.dispatchEvent(new CustomEvent("settled"));
  while (isBusy(form)) await next("htmx:afterRequest");
  if (!form.isConnected) return false;
  const wrong = form.querySelector("[aria-invalid=true]");
  if (wrong && wrong.matches("input")) wrong.focus();
  return !state.classList.contains("failed") && !state.querySelector("[role=alert]");
}
/** The leaf is done: saved, then the next one of the filter, or what comes after the last. */
async function finish(button) {
  const form = document.querySelector("#leaf form.autosave");
  if (form && !(await settled(form))) return;
  if (button.hasAttribute("form") && !button.form) {
    // What the button records is written in another part: shown first, with the draft that waits there.
    openPart(document.querySelector("a[data-part=talk]").href);
    return;
  }
  const said = button.form && button.form.matches(".say") && button.form.elements.text.value.trim();
  if (said) {
    // Its own button: what stands outside of a form, htmx does not send along.
    button.form.querySelector(`[name=act][value=${button.value}]`).click();
    while (isBusy(button.form)) await next("htmx:afterRequest");
    if (document.querySelector("#panel .say .state :is(.banner, [role=alert])")) return;
  }
  if (button.dataset.done) go(button.dataset.done);
  else if (button.dataset.leave) location.assign(button.dataset.leave);
}

export function done() {
  const button = document.querySelector("#leaf [data-done]");
  if (button) finish(button);
}
/** To the leaf before ("prev") or after; what is typed is saved or kept on the way. */
export async function step(way) {
  const link = document.querySelector(`#leaf a[rel=${way}]`);
  const button = document.querySelector("#leaf [data-done]");
  const href = link ? link.href : way === "next" && button && button.dataset.done;
  const form = document.querySelector("#leaf form.autosave");
  if (href && (!form || await settled(form))) go(href);
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || !isPlain(event)) return;
  const button = event.target.closest("#leaf [data-done]");
  const link = event.target.closest("a[data-move]");
  const part = event.target.closest("a[data-part]");
  if (!button && !link && !part) return;
  if (!button && narrow.matches) return;
  event.preventDefault();
  if (button) finish(button);
  else if (link) go(link.href);
  else openPart(part.href);
});
mark(place("leaf").dataset.code);
const first = firstField();
if (first && !narrow.matches && document.activeElement === document.body && !first.value && !location.hash) {
  first.focus({ preventScroll: true });
}
