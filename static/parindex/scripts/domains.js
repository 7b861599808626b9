// Domains fold, and the next leaf to do is led to.
const sheet = document.getElementById("sheet");
document.querySelectorAll("[data-expand], [data-next]").forEach((button) => { button.hidden = false; });

function fold(button, expanded) {
  button.setAttribute("aria-expanded", String(expanded));
  document.getElementById(button.getAttribute("aria-controls")).hidden = !expanded;
}
function go(row) {
  const body = row.closest("tbody");
  const button = document.querySelector(`.fold[aria-controls="${CSS.escape(body.id)}"]`);
  if (button) fold(button, true);
  row.dataset.current = "1";
  const link = row.querySelector("a.open");
  if (link) link.focus({ preventScroll: true });
  row.scrollIntoView({ block: "start" });
}
function next() {
  const rows = [...sheet.querySelectorAll("tr.todo")];
  const here = sheet.querySelector("tr[data-current]");
  const follows = (one) => here && here.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
  const row = rows.find(follows) || rows[0];
  if (here) delete here.dataset.current;
  if (row) go(row);
  const said = document.getElementById("next-said");
  said.textContent = row ? "" : said.dataset.none;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".fold");
  if (button) fold(button, button.getAttribute("aria-expanded") !== "true");
  const all = event.target.closest("[data-expand]");
  if (all) document.querySelectorAll(".fold").forEach((one) => fold(one, all.dataset.expand === "true"));
  if (event.target.closest("[data-next]")) next();
});
if (sheet && location.hash.length > 1) {
  const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (row && row.matches("tr.leaf")) go(row);
}
