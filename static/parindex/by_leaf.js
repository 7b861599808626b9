// The keyboard on the screen of one leaf: move, open, accept, edit; evidence opens beside the table.
"use strict";

(() => {
  const table = document.getElementById("by-leaf");
  const words = table.dataset;
  const beside = document.getElementById("beside");
  const wide = window.matchMedia("(min-width: 1100px)");
  const TYPING = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";
  let here = null; // the id of the unit's tbody: a save replaces the element
  let edit = null; // what to put the focus on once the panel is there
  let onwards = false; // an acceptance by key goes on to the next unit

  const units = () => [...table.querySelectorAll("tbody[data-unit]")];
  const current = () => (here && document.getElementById(here)) || null;
  const link = (unit) => unit.querySelector(".unit-link");
  const say = (text) => { document.getElementById("said").textContent = text; };

  // --- What is typed and not saved yet ----------------------------------------------------------------
  const isChosen = (field) => field.type === "radio" || field.type === "checkbox";
  const differs = (field) => isChosen(field) ? field.checked !== field.defaultChecked : "defaultValue" in field && field.value !== field.defaultValue;
  const changed = (form) => [...form.elements].some(differs);
  // A choice that was changed is typing too: no key may accept or leave it behind.
  const isTyping = (field) => field.matches(TYPING) || (isChosen(field) && field.form !== null && changed(field.form));
  function drafted(unit, kind = "award") {
    const form = unit.querySelector(`form.${kind}`);
    if (form) return changed(form);
    try { return localStorage.getItem(`par-${document.body.dataset.user}-${kind}-${unit.id.slice(1)}`) !== null; } catch { return false; }
  }

  function go(unit) {
    if (!unit) return;
    here = unit.id;
    link(unit).focus({ preventScroll: true });
    unit.scrollIntoView({ block: "nearest" });
  }
  /** Into a field of the unit's panel, with the unit's own line still in sight. */
  function enter(unit, field) {
    field.focus({ preventScroll: true });
    // What is typed next takes the place of the figure that stood there.
    if (field.matches(".figure")) field.select();
    unit.scrollIntoView({ block: "nearest" });
    field.scrollIntoView({ block: "nearest" });
  }
  function move(step) {
    const all = units();
    const at = all.indexOf(current());
    go(at < 0 ? all[0] : all[Math.min(Math.max(at + step, 0), all.length - 1)]);
  }
  function nextWaiting() {
    const all = units();
    const at = all.indexOf(current());
    const waiting = (unit) => unit.classList.contains("waiting");
    const found = all.slice(at + 1).find(waiting) || all.find(waiting);
    if (found) go(found); else say(words.noneLeft);
  }
  /** Puts the focus into the unit's panel, which may have to open first; or says why it cannot. */
  function into(selector, why) {
    const unit = current();
    if (!unit) return;
    const field = unit.querySelector(selector);
    if (field) { enter(unit, field); return; }
    if (unit.classList.contains("opened")) { sayWhyNot(unit, why); return; }
    edit = { selector, why };
    link(unit).click();
  }
  function sayWhyNot(unit, why) {
    const reason = why && (unit.querySelector(why) || unit.querySelector("[data-no-award]"));
    say(reason ? reason.textContent.trim().replace(/\s+/g, " ") : words.noProof);
  }
  function leaf(rel) {
    const there = document.querySelector(`a[rel=${rel}]`);
    if (there) there.click(); else say(rel === "prev" ? words.firstLeaf : words.lastLeaf);
  }

  const keys = {
    j: () => move(1), ArrowDown: () => move(1),
    k: () => move(-1), ArrowUp: () => move(-1),
    n: nextWaiting,
    a: () => {
      const unit = current();
      if (!unit) return;
      const button = unit.querySelector("[data-accept]");
      // One key accepts what nobody has looked at; over an award, a reply or a draft it only leads to the button.
      if (button && !drafted(unit)) { onwards = true; button.click(); } else into("form.award [name=accept]", "[data-no-award]");
    },
    e: () => into("form.award input:not([type=hidden])", "[data-no-award]"),
    f: () => into("form.flag textarea", "[data-no-flag]"),
    v: () => into("[data-beside]", ""),
    "[": () => leaf("prev"),
    "]": () => leaf("next"),
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
    if (isTyping(event.target) || !keys[event.key]) return;
    // The arrows belong to a radio button that is being chosen.
    if (event.key.startsWith("Arrow") && event.target.matches("input")) return;
    event.preventDefault();
    say("");
    keys[event.key]();
  });
  document.addEventListener("focusin", (event) => {
    const unit = event.target.closest("tbody[data-unit]");
    if (!unit) return;
    here = unit.id;
    follow(unit);
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    const unit = document.getElementById(event.detail.target.id);
    if (!unit || !unit.matches("tbody[data-unit]")) return;
    const saved = event.detail.requestConfig.verb === "post" && !unit.classList.contains("opened");
    const left = saved && ["award", "flag"].find((kind) => drafted(unit, kind));
    if (left && unit.id !== here) link(unit).click();
    if (unit.id !== here) return;
    if (left) {
      // What was typed while the save was on its way has not arrived: it comes back to be saved.
      onwards = false;
      into(`form.${left} button`, "");
      return;
    }
    if (edit && unit.classList.contains("opened")) {
      const { selector, why } = edit;
      const field = unit.querySelector(selector);
      if (selector === "[data-beside]" && field) field.click();
      if (field) enter(unit, field); else { go(unit); sayWhyNot(unit, why); }
      edit = null;
    } else if (edit) {
      link(unit).click();
    } else if (onwards && !unit.classList.contains("opened")) {
      onwards = false;
      move(1);
    } else {
      onwards = false;
      const panel = unit.querySelector(".alert button");
      if (panel) panel.focus(); else go(unit);
    }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) return;
    edit = null;
    // A panel that a save overtook does not stop the way on.
    if (event.detail.requestConfig.verb === "post") onwards = false;
  });

  // --- Evidence beside the table: always that of the unit in hand ------------------------------------
  function show(unit, address, title) {
    // A new frame each time: another document in the old one would be a step of the back button.
    const old = beside.querySelector("iframe");
    const frame = old.cloneNode(false);
    frame.removeAttribute("src");
    if (address) frame.src = address;
    frame.hidden = !address;
    old.replaceWith(frame);
    document.getElementById("beside-title").textContent = `${link(unit).textContent}: ${title}`;
    beside.dataset.of = unit.id;
  }
  function follow(unit) {
    if (beside.hidden || beside.dataset.of === unit.id) return;
    show(unit, unit.dataset.proof, unit.dataset.proofTitle || words.noProof);
  }
  document.addEventListener("click", (event) => {
    const shown = event.target.closest("[data-beside]");
    if (shown && wide.matches && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      show(shown.closest("tbody"), shown.href, shown.dataset.beside);
      beside.hidden = false;
      beside.closest(".by-leaf-grid").classList.add("with-beside");
    }
    if (event.target.closest("[data-close-beside]")) {
      beside.hidden = true;
      beside.closest(".by-leaf-grid").classList.remove("with-beside");
    }
  });

  // --- The table's head stays below the bar, however many lines the bar takes ------------------------
  const bar = document.querySelector(".sheet-bar");
  new ResizeObserver(() => {
    document.documentElement.style.setProperty("--bar", `${bar.offsetHeight}px`);
  }).observe(bar);
})();
