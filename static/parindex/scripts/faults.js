// A refusal within a form: what is wrong with one field stands at that field, until it is typed into, and who sent the
// form is led to the first of them.
function toField(form, said) {
  const field = form.elements[said.dataset.field];
  if (!field || !field.setAttribute || field.type === "hidden") return null;
  const id = `fault-${form.id}-${field.name}`;
  const place = document.getElementById(id) || document.createElement("span");
  place.id = id;
  place.className = "fault";
  place.setAttribute("role", "alert");
  place.textContent = said.textContent.trim();
  field.after(place);
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", id);
  said.remove();
  return field;
}
document.addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
  const form = target.closest && target.closest("form");
  const banner = form && target.querySelector(".banner[data-elsewhere]");
  if (!banner) return;
  const [first] = [...banner.querySelectorAll("[data-field]")].map((said) => toField(form, said)).filter(Boolean);
  if (first && !form.matches(".autosave")) first.focus();
  if (!banner.textContent.trim()) banner.textContent = banner.dataset.elsewhere;
});
document.addEventListener("input", ({ target }) => {
  const place = target.form && document.getElementById(`fault-${target.form.id}-${target.name}`);
  if (!place) return;
  place.remove();
  target.removeAttribute("aria-invalid");
  target.removeAttribute("aria-describedby");
});
