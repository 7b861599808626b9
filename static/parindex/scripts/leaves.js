// Leaves open in place.

export function open(link, show) {
  const panel = document.getElementById(link.getAttribute("aria-controls"));
  // One that could not be fetched is asked for again, not closed.
  const shown = show === undefined ? panel.hidden || !panel.dataset.loaded : show;
  panel.hidden = !shown;
  link.setAttribute("aria-expanded", String(shown));
  if (shown && !panel.dataset.loaded) {
    panel.dataset.loaded = "1";
    // Asked for by its own link: what has no source waits in one queue, which keeps the last alone.
    htmx.ajax("GET", link.href, { source: link, target: panel.firstElementChild, swap: "innerHTML" })
      .catch(() => { delete panel.dataset.loaded; });
  }
}
// Whether a leaf still waits for its reader is the server's to say.
document.addEventListener("leafstate", ({ detail: { score, waits } }) => {
  const row = document.querySelector(`tr.leaf[data-score="${score}"]`);
  if (row) row.classList.toggle("todo", waits);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.open");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(link);
  }
});
