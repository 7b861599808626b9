// The matrix of who holds what: a tick covers what is below it, "the whole" stands instead of ticks, and rows that
// nobody holds are marked.
const form = document.querySelector("form[data-matrix]");
const rows = form ? [...form.querySelectorAll("tr[data-code]")] : [];
const below = (code, part) => code === part || code.startsWith(`${part}.`);

function show() {
  const wholes = [...form.querySelectorAll("[name=whole]")];
  const held = wholes.map((box, column) => (box.checked
    ? null
    : rows.filter((row) => row.querySelectorAll("[type=checkbox]")[column].checked).map((row) => row.dataset.code)));
  rows.forEach((row) => {
    const covers = held.map((parts) => parts === null || parts.some((part) => below(row.dataset.code, part)));
    row.querySelectorAll("td").forEach((cell, column) => cell.classList.toggle("covered", covers[column]));
    const hasBelow = rows.some((other) => other !== row && below(other.dataset.code, row.dataset.code));
    row.classList.toggle("nobody", !hasBelow && !covers.includes(true));
  });
}
if (form) {
  form.addEventListener("change", ({ target }) => {
    if (target.name === "whole" && target.checked) {
      form.querySelectorAll(`[name="parts-${target.value}"]`).forEach((box) => { box.checked = false; });
    }
    if (target.name.startsWith("parts-") && target.checked) {
      form.querySelector(`[name=whole][value="${target.name.slice(6)}"]`).checked = false;
    }
    show();
  });
  window.addEventListener("pageshow", show);
  show();
}
