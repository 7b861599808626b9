// A button below each password field shows what is typed; before it is sent, the field is a password again.
import { ready } from "./scripts/ready.js";

const { show, hide } = document.querySelector("script[data-show]").dataset;

function stand(input, button, isShown) {
  input.type = isShown ? "text" : "password";
  button.textContent = isShown ? hide : show;
}
for (const input of document.querySelectorAll("input[type=password]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link small show-password";
  stand(input, button, false);
  button.addEventListener("click", () => stand(input, button, input.type === "password"));
  // Browsers keep what is sent as text, and offer it again.
  if (input.form) input.form.addEventListener("submit", () => stand(input, button, false));
  (input.closest("label") || input).after(button);
}
ready("password");
