// What is typed into a unit's panel and not saved yet.
import { isChanged } from "../scripts/changed.js";
import { isKept } from "../scripts/vault.js";

const TYPING = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";

const isChosen = (field) => field.type === "radio" || field.type === "checkbox";

/** A choice that was changed is typing too: no key may accept or leave it behind. */
export function isTyping(field) {
  return field.matches(TYPING) || (isChosen(field) && field.form !== null && isChanged(field.form));
}
export function isDrafted(unit, kind = "award") {
  const form = unit.querySelector(`form.${kind}`);
  return form ? isChanged(form) : isKept(`${kind}-${unit.id.slice(1)}`);
}
