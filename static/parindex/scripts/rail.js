// The rail folds to its icons, and the browser remembers it; on a phone Escape closes it.

const button = document.querySelector("[data-fold-rail]");
const app = document.querySelector(".app");
const YEAR = 365 * 24 * 60 * 60;

if (button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const isFolded = app.classList.toggle("folded");
    button.setAttribute("aria-expanded", String(!isFolded));
    document.cookie = `rail=${isFolded ? "folded" : ""}; path=/; SameSite=Lax; max-age=${isFolded ? YEAR : 0}`;
  });
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || location.hash !== "#rail") return;
  location.replace("#main");
  document.querySelector(".burger").focus();
});
