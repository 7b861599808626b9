// What an answer says of a field, its cell's or its figure's, marks the field too.
import "./sets/keeping.js";
import { ready } from "./scripts/ready.js";

document.addEventListener("htmx:oobAfterSwap", () => {
  const form = document.getElementById("work");
  for (const fault of form.querySelectorAll(".fault[data-of]")) {
    const field = form.elements[fault.dataset.of];
    if (field && field.setAttribute) field.setAttribute("aria-invalid", String(fault.textContent.trim() !== ""));
  }
});

ready("sets");
