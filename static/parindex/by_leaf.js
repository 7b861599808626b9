// The keyboard on the screen of one leaf: move, open, accept, edit; evidence opens beside the table.
"use strict";

(() => {
  const table = document.getElementById("by-leaf");
  const beside = document.getElementById("beside");
  const wide = window.matchMedia("(min-width: 1100px)");
  const TYPING = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";
  let here = null; // the id of the unit's tbody: a save replaces the element
  let edit = null; // what to put the focus on once the panel is there
  let onwards = false; // an acceptance by key goes on to the next unit

  const units = () => [...table.querySelectorAll("tbody[data-unit]")];
  const current = () => (here && document.getElementById(here)) || null;
  const link = (unit) => unit.querySelector(".unit-link");

  function go(unit) {
    if (!unit) return;
    here = unit.id;
    link(unit).focus({ preventScroll: true });
    unit.scrollIntoView({ block: "nearest" });
  }
  function move(step) {
    const all = units();
    const at = all.indexOf(current());
    go(at < 0 ? all[0] : all[Math.min(Math.max(at + step, 0), all.length - 1)]);
  }
  function nextWaiting() {
    const all = units();
    const at = all.indexOf(current());
    go(all.slice(at + 1).find((unit) => unit.classList.contains("waiting")) || all.find((unit) => unit.classList.contains("waiting")));
  }
  function into(selector) {
    const unit = current();
    if (!unit) return;
    const field = unit.querySelector(selector);
    if (field) { field.focus(); return; }
    if (unit.classList.contains("opened")) return;
    edit = selector;
    link(unit).click();
  }
  const FIGURES = "form.award input:not([type=hidden])";

  const keys = {
    j: () => move(1), ArrowDown: () => move(1),
    k: () => move(-1), ArrowUp: () => move(-1),
    n: nextWaiting,
    a: () => {
      const button = current() && current().querySelector("[data-accept], form.award [name=accept]");
      if (button) { onwards = true; button.click(); }
    },
    e: () => into(FIGURES),
    f: () => into("form.flag textarea"),
    v: () => into("[data-beside]"),
    "?": () => {
      const help = document.getElementById("keys");
      help.open = !help.open;
      if (help.open) { help.scrollIntoView({ block: "nearest" }); help.querySelector("summary").focus(); }
    },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const inUnit = event.target.closest("tbody[data-unit]");
    if (event.key === "Escape" && inUnit) { go(inUnit); return; }
    if (event.target.matches(TYPING) || !keys[event.key]) return;
    // The arrows belong to a radio button that is being chosen.
    if (event.key.startsWith("Arrow") && event.target.matches("input")) return;
    event.preventDefault();
    keys[event.key]();
  });
  document.addEventListener("focusin", (event) => {
    const unit = event.target.closest("tbody[data-unit]");
    if (unit) here = unit.id;
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    const unit = event.detail.target.closest && document.getElementById(here);
    if (!unit || event.detail.target.id !== here) return;
    if (edit) {
      const field = unit.querySelector(edit);
      if (edit === "[data-beside]" && field) field.click();
      if (field) field.focus(); else go(unit);
      edit = null;
    } else if (onwards && !unit.classList.contains("opened")) {
      onwards = false;
      move(1);
    } else {
      onwards = false;
      const panel = unit.querySelector(".alert button");
      if (panel) panel.focus(); else go(unit);
    }
  });

  // --- Evidence beside the table -------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const shown = event.target.closest("[data-beside]");
    if (shown && wide.matches && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      beside.querySelector("iframe").src = shown.href;
      document.getElementById("beside-title").textContent = shown.dataset.beside;
      beside.hidden = false;
      beside.closest(".by-leaf-grid").classList.add("with-beside");
    }
    if (event.target.closest("[data-close-beside]")) {
      beside.hidden = true;
      beside.closest(".by-leaf-grid").classList.remove("with-beside");
    }
  });
})();
