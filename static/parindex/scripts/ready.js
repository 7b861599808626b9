// Takes away the notice that the page's scripts have not come, once all that the page needs have.
const notice = document.getElementById("unscripted");

/** Said by a script that a page names, after all that it imports. */
export function ready(name) {
  if (!notice) return; // a stranger's page, which works without scripts
  const missing = notice.dataset.needs.split(/\s+/).filter((one) => one && one !== name);
  notice.dataset.needs = missing.join(" ");
  notice.hidden = missing.length === 0;
}
