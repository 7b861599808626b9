// Evidence beside the claim: on a wide screen a PDF or an image opens next to the reviewer's side.
import { ready } from "./scripts/ready.js";

const wide = window.matchMedia("(min-width: 1100px)");

function show(link) {
  const place = link.closest(".leaf-panel").querySelector(".proof");
  if (!place) return false;
  place.querySelector("iframe").src = link.href;
  place.querySelector(".proof-title").textContent = link.dataset.preview;
  place.hidden = false;
  return true;
}
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-preview]");
  const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (link && wide.matches && plain && show(link)) event.preventDefault();
  const close = event.target.closest("[data-close-proof]");
  if (close) close.closest(".proof").hidden = true;
});

// Whoever reviews the leaf has its first document beside it at once.
function atOnce(root) {
  if (!wide.matches) return;
  root.querySelectorAll(".proof[data-at-once][hidden]").forEach((place) => {
    delete place.dataset.atOnce;
    const first = place.closest(".leaf-panel").querySelector("li:not(.withdrawn) [data-preview]");
    if (first) show(first);
  });
}
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.querySelectorAll) atOnce(event.detail.target);
});
atOnce(document);

ready("review");
