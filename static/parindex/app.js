// The sheet's behaviour beyond htmx: opening leaves, saying saved / saving / failed, keeping typed text.
"use strict";

(() => {
  const words = document.body.dataset;
  const sheet = document.getElementById("sheet");
  // What saves is a form, or a button that accepts a claim in its line; both are named by data-key.
  const waiting = new Set(); // those whose last save did not arrive
  const sent = new WeakMap(); // what each form's last save carried

  // Not the event's own element: that is what is swapped, or what is left where the saver was swapped away.
  const formOf = (event) => (event.detail.requestConfig || event.detail).elt;
  const isSave = (event) => Boolean(formOf(event).matches) && formOf(event).matches("[data-key]");
  const isForm = (form) => form.matches("form");
  const savesItself = (form) => form.classList.contains("autosave");
  const stateOf = (form) => isForm(form) ? form.querySelector(".state") : document.querySelector(form.getAttribute("hx-target"));
  const keyOf = (form) => `par-${words.user}-${form.dataset.key}`;

  function say(form, text, failed) {
    const state = stateOf(form);
    state.textContent = text;
    state.classList.toggle("failed", Boolean(failed));
  }

  // --- Typed text is kept on this machine until the server has it -------------------------------
  const typed = (form) => JSON.stringify([...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "version"));
  function remember(form) {
    if (!isForm(form)) return;
    try { localStorage.setItem(keyOf(form), typed(form)); } catch { /* private mode: nothing to keep it in */ }
  }
  /** What was saved need not be kept; what was typed since it was sent has not arrived, and stays. */
  function saved(form) {
    if (isForm(form) && sent.has(form) && sent.get(form) !== typed(form)) { waiting.delete(form); showOffline(); } else forget(form);
  }
  function forget(form) {
    waiting.delete(form);
    showOffline();
    try { localStorage.removeItem(keyOf(form)); } catch { /* as above */ }
  }
  function restore(form) {
    // A conflict shows what was sent already.
    if (form.querySelector("[role=alert]")) return;
    let kept;
    try { kept = JSON.parse(localStorage.getItem(keyOf(form)) || "null"); } catch { kept = null; }
    if (!kept) return;
    for (const input of form.elements) {
      if (!input.name || input.type === "hidden" || input.tagName === "BUTTON") continue;
      const values = kept.filter(([name]) => name === input.name).map(([, value]) => value);
      if (input.type === "radio" || input.type === "checkbox") input.checked = values.includes(input.value);
      else input.value = values[0] || "";
    }
    say(form, words.restored, true);
  }

  // A page of several forms: what is typed into one of them outlives the sending of another.
  const draftOf = (form) => `par-${words.user}-${form.dataset.draft}`;
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (form) try { localStorage.setItem(draftOf(form), typed(form)); } catch { /* as above */ }
  });
  document.querySelectorAll("form[data-draft]").forEach((form) => {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(draftOf(form)) || "null"); } catch { /* as above */ }
    for (const [name, value] of kept || []) if (form.elements[name] && !form.elements[name].value) form.elements[name].value = value;
  });

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-key]");
    if (!form) return;
    remember(form);
    // What was refused is being changed: from now on the preview alone says what is wrong.
    const refusal = stateOf(form).querySelector(".alert-danger");
    if (refusal) refusal.remove();
    sayOnce(form);
  });

  // The preview and the refused save find the same faults: what the save has said the preview need not.
  function sayOnce(form) {
    const said = stateOf(form).textContent;
    form.querySelectorAll(".why-wrong").forEach((why) => { why.hidden = said.includes(why.textContent.trim()); });
  }
  document.addEventListener("htmx:afterSwap", (event) => {
    const form = event.detail.target.closest && event.detail.target.closest("form[data-key]");
    if (form) sayOnce(form);
  });

  // No browser lets go of a chosen option by itself; the button's own value empties it on the server.
  document.addEventListener("click", (event) => {
    if (!event.target.matches("form[data-key] button[name=clear]")) return;
    const form = event.target.form;
    form.querySelectorAll("[type=radio]").forEach((option) => { option.checked = false; });
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // --- Saving ------------------------------------------------------------------------------------
  // Signing in again, in any tab, makes a new token: the one that this page was made with is then refused.
  const token = () => (document.cookie.match(/(?:^|; )csrftoken=([^;]*)/) || [])[1];
  document.addEventListener("submit", (event) => {
    const field = event.target.elements.csrfmiddlewaretoken;
    if (field && token()) field.value = token();
  });
  document.addEventListener("htmx:configRequest", (event) => {
    if (!token()) return;
    event.detail.headers["X-CSRFToken"] = token();
    if (event.detail.formData.has("csrfmiddlewaretoken")) event.detail.formData.set("csrfmiddlewaretoken", token());
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!isSave(event)) return;
    const form = formOf(event);
    if (isForm(form)) sent.set(form, typed(form));
    say(form, words.saving);
  });
  // Before what was saved is put on the page: what arrives must not be filled with the text just sent.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (isSave(event) && event.detail.xhr.status < 300) saved(formOf(event));
  });
  // --- What saves nothing by itself, and did not arrive or was not let in ---------------------------
  const stale = new WeakSet(); // previews that do not show what their form holds
  /** The save says in its own place what is wrong; a preview that could not be made says nothing. */
  function unseen(why) {
    stale.add(why);
    why.textContent = "";
  }
  function note(place, content) {
    place.querySelectorAll(":scope > [data-note]").forEach((old) => old.remove());
    const line = place.matches("tbody") && document.createElement("tr");
    const box = line || document.createElement("div");
    box.dataset.note = "";
    const cell = line ? line.insertCell() : box;
    if (line) cell.colSpan = 100;
    cell.append(content);
    place.prepend(box);
  }
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status !== 401 || isSave(event)) return;
    // The session has ended: its place says so and keeps what it holds, the files chosen among it.
    event.detail.shouldSwap = false;
    const { target, serverResponse } = event.detail;
    if (target.matches(".why-box")) { unseen(target); return; }
    note(target, document.createRange().createContextualFragment(serverResponse));
    askAgain(target);
  });
  /** A leaf that did not come is asked for again when it is opened again. */
  function askAgain(target) {
    const panel = target.closest("tr.panel");
    if (panel && !panel.querySelector(".leaf-panel")) delete panel.dataset.loaded;
  }
  function unreached(event) {
    const elt = formOf(event);
    if (!elt.matches || isSave(event)) return;
    if (elt.matches(".why-box")) { unseen(elt); return; }
    // What opens in place is asked for by the page itself: only its target tells where it belongs.
    const { target } = event.detail;
    if (!isForm(elt) && !target.closest("tr.panel")) return;
    const text = document.createElement("p");
    text.className = "alert alert-danger py-2 mb-1";
    text.setAttribute("role", "alert");
    text.textContent = words.unreached;
    note(isForm(elt) ? elt : target, text);
    askAgain(target);
  }
  for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, unreached);
  document.addEventListener("htmx:responseError", (event) => { if (event.detail.xhr.status >= 500) unreached(event); });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!isSave(event) || !event.detail.successful || !formOf(event).isConnected) return;
    const why = formOf(event).querySelector(".why-box");
    if (why && stale.delete(why)) htmx.ajax("POST", why.getAttribute("hx-post"), { source: why, target: why, swap: "innerHTML" }).catch(() => {});
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!isSave(event)) return;
    const form = formOf(event);
    if (event.detail.successful) {
      // One that was swapped away was seen to before; its key may be its successor's by now.
      if (form.isConnected) saved(form);
      markDone(form);
    } else if (event.detail.xhr && event.detail.xhr.status >= 500) {
      fail(form, isForm(form) ? words.failed : words.again);
    }
    showOffline();
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      if (!isSave(event)) return;
      fail(formOf(event), savesItself(formOf(event)) ? words.offline : words.again);
      showOffline();
    });
  }
  function fail(form, text) {
    waiting.add(form);
    remember(form);
    say(form, text, true);
  }
  function retry() {
    for (const form of waiting) if (form.isConnected && savesItself(form)) form.requestSubmit();
  }
  window.addEventListener("online", retry);
  setInterval(() => { if (waiting.size) retry(); }, 15000);
  window.addEventListener("beforeunload", (event) => { if ([...waiting].some(isForm)) event.preventDefault(); });
  const banner = document.getElementById("offline");
  const kept = banner.textContent;
  function showOffline() {
    for (const form of waiting) if (!form.isConnected) waiting.delete(form);
    banner.hidden = waiting.size === 0;
    banner.textContent = [...waiting].some(savesItself) ? kept : words.again;
  }
  function markDone(form) {
    if (!form.isConnected || !isForm(form) || form.classList.contains("say")) return;
    const row = document.querySelector(`tr[data-score="${form.closest("[data-leaf]").dataset.leaf}"]`);
    const cell = row && row.querySelector(form.classList.contains("award") ? "td.awarded" : "td.claimed");
    if (cell) row.classList.toggle("todo", cell.textContent.trim() === "–");
  }

  document.addEventListener("click", (event) => {
    const mine = event.target.closest("[data-keep-mine]");
    if (!mine) return;
    const box = mine.closest("[data-conflict]");
    const form = mine.closest("form");
    form.elements.version.value = box.dataset.version;
    form.requestSubmit();
  });
  document.addEventListener("click", (event) => {
    const theirs = event.target.closest("[data-take-theirs]");
    if (!theirs) return;
    forget(theirs.closest("form"));
    markDone(theirs.closest("form"));
  });

  // --- Leaves open in place ------------------------------------------------------------------------
  function open(link, show) {
    const panel = document.getElementById(link.getAttribute("aria-controls"));
    // One that could not be fetched is asked for again, not closed.
    const shown = show === undefined ? panel.hidden || !panel.dataset.loaded : show;
    panel.hidden = !shown;
    link.setAttribute("aria-expanded", String(shown));
    if (shown && !panel.dataset.loaded) {
      panel.dataset.loaded = "1";
      htmx.ajax("GET", link.href, { target: panel.firstElementChild, swap: "innerHTML" }).catch(() => { delete panel.dataset.loaded; });
    }
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.open");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      open(link);
    }
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

  // --- Domains fold; the next leaf to do -------------------------------------------------------------
  document.querySelectorAll("[data-expand], [data-next]").forEach((button) => { button.hidden = false; });
  // The heads of the columns stop below the bar, which wraps to as many lines as the screen asks for.
  const bar = document.querySelector(".sheet-bar");
  if (bar) new ResizeObserver(() => document.documentElement.style.setProperty("--bar", `${bar.offsetHeight}px`)).observe(bar);
  function fold(button, expanded) {
    button.setAttribute("aria-expanded", String(expanded));
    document.getElementById(button.getAttribute("aria-controls")).hidden = !expanded;
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".fold");
    if (button) fold(button, button.getAttribute("aria-expanded") !== "true");
    const all = event.target.closest("[data-expand]");
    if (all) document.querySelectorAll(".fold").forEach((one) => fold(one, all.dataset.expand === "true"));
    if (event.target.closest("[data-next]")) next();
  });
  function next() {
    const rows = [...sheet.querySelectorAll("tr.todo")];
    const here = sheet.querySelector("tr[data-current]");
    const row = rows.find((one) => here && here.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) || rows[0];
    if (here) delete here.dataset.current;
    if (row) go(row);
    const said = document.getElementById("next-said");
    said.textContent = row ? "" : said.dataset.none;
  }
  function go(row) {
    const body = row.closest("tbody");
    const button = document.querySelector(`.fold[aria-controls="${CSS.escape(body.id)}"]`);
    if (button) fold(button, true);
    row.dataset.current = "1";
    const link = row.querySelector("a.open");
    if (link) { open(link, true); link.focus({ preventScroll: true }); }
    row.scrollIntoView({ block: "start" });
  }
  if (sheet && location.hash.length > 1) {
    const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (row && row.matches("tr.leaf")) go(row);
  }

  // --- Evidence: an explanation takes along what was chosen to go with it -------------------------------
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!isSave(event) || !event.detail.successful || !formOf(event).matches(".say")) return;
    const upload = document.querySelector(`#evidence${CSS.escape(formOf(event).dataset.key.slice(4))} form.upload`);
    if (upload && upload.elements.files.files.length) upload.requestSubmit();
  });

  // --- The viewer of a damaged PDF takes the focus to say so, from whoever is typing ----------------------
  let held = null;
  let tabbed = false;
  document.addEventListener("focusin", (event) => { held = event.target; });
  document.addEventListener("keydown", (event) => { tabbed = event.key === "Tab"; }, true);
  window.addEventListener("blur", () => {
    const frame = document.activeElement;
    // It is let in by the pointer or the Tab key alone; no attribute of a frame (inert) keeps it out.
    if (!frame || !frame.matches("iframe") || frame.matches(":hover") || tabbed) return;
    setTimeout(() => { if (held && held.isConnected) held.focus({ preventScroll: true }); else frame.blur(); });
  });

  // --- Evidence: drag, drop, progress ------------------------------------------------------------------
  for (const name of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(name, (event) => {
      const drop = event.target.closest && event.target.closest(".drop");
      if (!drop) return;
      event.preventDefault();
      drop.classList.toggle("over", name === "dragover");
      if (name === "drop" && event.dataTransfer.files.length) {
        const input = drop.querySelector("input");
        input.files = event.dataTransfer.files;
        weigh(input);
        drop.closest("form").requestSubmit();
      }
    });
  }
  // Told before minutes of sending; the server weighs again.
  const weigh = (input) => {
    const big = [...input.files].find((file) => file.size > Number(input.dataset.most));
    input.setCustomValidity(big ? `${big.name}: ${input.dataset.tooBig}` : "");
    input.reportValidity();
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[data-most]")) weigh(event.target);
  });
  document.addEventListener("htmx:xhr:progress", (event) => {
    const bar = event.target.querySelector && event.target.querySelector(".upload-progress");
    if (bar && event.detail.total) {
      bar.hidden = false;
      bar.value = (event.detail.loaded / event.detail.total) * 100;
    }
  });

  // --- Handing out parts: a tick means parts, "the whole" means no tick --------------------------------
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-parts]");
    if (!form) return;
    if (event.target.name === "parts" && event.target.checked) form.elements.extent.value = "parts";
    if (event.target.name === "extent" && event.target.value === "whole") form.querySelectorAll("[name=parts]").forEach((box) => { box.checked = false; });
  });

  // --- The time left, by the server's clock ------------------------------------------------------------
  const skew = Date.parse(words.now) - Date.now();
  function count() {
    document.querySelectorAll("time[data-countdown] + .left").forEach((left) => {
      const minutes = Math.floor((Date.parse(left.previousElementSibling.dateTime) - Date.now() - skew) / 60000);
      const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
      const time = `${days ? `${days} ${words.days} ` : ""}${hours} ${words.hours}${days ? "" : ` ${minutes % 60} ${words.minutes}`}`;
      left.textContent = minutes < 0 ? `(${words.over})` : `(${words.left.replace("{time}", time)})`;
    });
  }
  count();
  setInterval(count, 30000);
})();
