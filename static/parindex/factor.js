// Asks the browser for a security key: "get" an added one, "create" one to add. Codes need no script.
import { ready } from "./scripts/ready.js";

const form = document.querySelector("form[data-factor]");
const options = JSON.parse(document.getElementById("factor-options").textContent);
const ask = form.dataset.factor;
const alert = form.querySelector("[role=alert]");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  alert.hidden = true;
  try {
    const asked = ask === "create" ? options.creation_options : options.request_options;
    form.elements.credential.value = JSON.stringify(await window.webauthnJSON[ask](asked));
    form.submit();
  } catch {
    alert.hidden = false;
  }
});
form.hidden = !window.webauthnJSON.supported();
ready("factor");
