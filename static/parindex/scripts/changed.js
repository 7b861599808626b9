// Whether somebody has changed a form since its page was made.
const isChosen = (field) => field.type === "radio" || field.type === "checkbox";
function differs(field) {
  if (isChosen(field)) return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") return [...field.options].some((one) => one.selected !== one.defaultSelected);
  return "defaultValue" in field && field.value !== field.defaultValue;
}
export const isChanged = (form) => [...form.elements].some(differs);

// The page's primary button is the next act: to accept what nobody has changed, to save what somebody has.
function stand({ target }) {
  const form = target.closest && target.closest("form.award");
  const save = form && form.querySelector("button:not([name], [type=button])");
  const accept = form && form.querySelector("button[name=accept]");
  if (!save || !accept) return;
  save.classList.toggle("primary", isChanged(form));
  accept.classList.toggle("primary", !isChanged(form));
}
for (const name of ["input", "change", "click"]) document.addEventListener(name, stand);
