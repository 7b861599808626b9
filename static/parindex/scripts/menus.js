// Menus of <details class="pop">: one is open at a time; Escape, a press elsewhere and the focus's going close it.

const menus = () => document.querySelectorAll("details.pop[open]");

function close(menu) {
  const had = menu.contains(document.activeElement);
  menu.open = false;
  // The focus does not fall out of the page with what it was in.
  if (had) menu.querySelector("summary").focus();
}
document.addEventListener("click", ({ target }) => {
  for (const menu of menus()) if (!menu.contains(target)) menu.open = false;
});
document.addEventListener("focusin", ({ target }) => {
  for (const menu of menus()) if (!menu.contains(target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") for (const menu of menus()) close(menu);
});
