// A document beside the leaf: on a wide screen a PDF or an image opens in the pane of documents.
const wide = window.matchMedia("(min-width: 761px)");

function show(link) {
  const place = document.querySelector("#panel .viewer");
  if (!place) return false;
  place.querySelector("iframe").src = link.href;
  place.querySelector(".proof-title").textContent = link.dataset.preview;
  place.querySelector("[data-view-alone]").href = link.href;
  place.hidden = false;
  return true;
}
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-preview]");
  const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (link && wide.matches && plain && show(link)) event.preventDefault();
  const close = event.target.closest("[data-close-proof]");
  if (close) close.closest(".viewer").hidden = true;
});

// Whoever reviews the leaf has its first document beside it at once.
function atOnce() {
  const place = document.querySelector("#panel .viewer[data-at-once][hidden]");
  if (!place || !wide.matches) return;
  delete place.dataset.atOnce;
  const first = document.querySelector("#panel li:not(.withdrawn) [data-preview]");
  if (first) show(first);
}
for (const name of ["htmx:afterSwap", "htmx:oobAfterSwap"]) document.addEventListener(name, atOnce);
atOnce();
