// Signing in again, in any tab, makes a new token: the one that this page was made with is then refused.
const token = () => (document.cookie.match(/(?:^|; )csrftoken=([^;]*)/) || [])[1];

document.addEventListener("submit", (event) => {
  const field = event.target.elements.csrfmiddlewaretoken;
  if (field && token()) field.value = token();
});
document.addEventListener("htmx:configRequest", (event) => {
  if (!token()) return;
  event.detail.headers["X-CSRFToken"] = token();
  if (event.detail.formData.has("csrfmiddlewaretoken")) event.detail.formData.set("csrfmiddlewaretoken", token());
});
