// The ranking's table: rows by name while typing, and the bar of units to compare. Both are plain forms without it.
import { ready } from "./scripts/ready.js";

const filters = document.getElementById("filters");
const compare = document.getElementById("compare");
const shown = document.getElementById("shown");
const rows = [...compare.querySelectorAll("tr[data-search]")];

// As `criteria/common/search.py` has it: with a script and without one the same rows are found.
const UNSEEN = /[\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
// Points within a number belong to it.
const SIGNS = /(^|[^0-9])\.|\.(?![0-9])|[^\p{L}\p{N}_.@]/gu;

/** The text without accents and case, and without what nobody sees. */
const fold = (text) =>
  text.replace(UNSEEN, "").normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/\u0111/g, "d");

/** The words to look for: without the kind of a place before its name, and with short names written out. */
function words(typed) {
  const text = fold(typed);
  const kind = new RegExp(`^(?:${filters.dataset.kinds}) (?=.)`);
  let bare = text.replace(SIGNS, "$1 ").trim().replace(/\s+/g, " ");
  while (kind.test(bare)) bare = bare.replace(kind, "");
  const short = JSON.parse(filters.dataset.short);
  const named = bare.split(" ").flatMap((word) => short[word] ?? word);
  return (bare ? named : text.split(/\s+/)).filter(Boolean);
}

function filter(typed) {
  const wanted = words(typed);
  let count = 0;
  for (const row of rows) {
    row.hidden = !wanted.every((word) => row.dataset.search.includes(word));
    count += !row.hidden;
  }
  for (const body of compare.querySelectorAll("tbody")) {
    const own = [...body.querySelectorAll("tr[data-search]")];
    if (own.length) body.hidden = own.every((row) => row.hidden);
  }
  shown.textContent = wanted.length
    ? shown.dataset.of.replace("{count}", count).replace("{all}", rows.length)
    : "";
}

const input = filters.elements.q;
if ("whole" in filters.dataset) {
  input.addEventListener("input", () => filter(input.value));
  if (input.value) filter(input.value); // put back by the browser
}
for (const select of filters.querySelectorAll("select")) {
  select.addEventListener("change", () => filters.requestSubmit());
}

const bar = compare.querySelector(".compare-bar");
const chips = bar.querySelector(".chips");
const most = Number(bar.querySelector("[data-most]").dataset.most);
const boxes = [...compare.querySelectorAll("input[name=u]")];

function chip(box) {
  const name = box.closest("tr").querySelector("a").textContent.trim();
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "×";
  button.setAttribute("aria-label", `${chips.dataset.drop} ${name}`);
  button.addEventListener("click", () => {
    box.checked = false;
    tell();
    (chips.querySelector("button") ?? box).focus();
  });
  const one = document.createElement("span");
  one.className = "chip";
  one.append(name, button);
  return one;
}

function tell() {
  const chosen = boxes.filter((box) => box.checked);
  for (const box of boxes) box.disabled = !box.checked && chosen.length >= most;
  chips.replaceChildren(...chosen.map(chip));
  bar.querySelector(".count").textContent = chosen.length;
}

compare.addEventListener("change", tell);
tell();

ready("ranking");
