// Enter in a figure of the review saves what was changed; where nothing was, it leads on: nobody meant to accept.
import { isChanged } from "./changed.js";

const FIELDS = "input.figure, [name=reason]";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (!event.target.matches || !event.target.matches("form.award input.figure") || isChanged(event.target.form)) return;
  event.preventDefault();
  const all = [...event.target.form.querySelectorAll(FIELDS)];
  const next = all[all.indexOf(event.target) + 1];
  next.focus();
  next.select();
});
