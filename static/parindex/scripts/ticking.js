// Rows that are ticked for one act: how many there are stands on the buttons, and their bar rises with the first.
const form = document.querySelector("[data-ticks]");
const boxes = form ? [...form.querySelectorAll("[name=sheets]")] : [];

function count() {
  const number = boxes.filter((box) => box.checked).length;
  form.querySelectorAll("[data-text]").forEach((place) => {
    place.textContent = place.dataset.text.replace("{n}", number);
  });
  form.querySelector(".bulk").hidden = number === 0;
}
function tick(some, checked) {
  some.forEach((box) => { box.checked = checked; });
  count();
}
if (form) {
  form.querySelectorAll("[data-tick-all], [data-tick-none], [data-tick-lane]").forEach((button) => {
    button.hidden = false;
  });
  form.addEventListener("change", (event) => { if (boxes.includes(event.target)) count(); });
  form.addEventListener("click", (event) => {
    if (event.target.closest("[data-tick-all]")) tick(boxes, true);
    if (event.target.closest("[data-tick-none]")) tick(boxes, false);
    const lane = event.target.closest("[data-tick-lane]");
    if (lane) tick([...lane.closest(".lane").querySelectorAll("[name=sheets]")], true);
  });
  // A browser puts the ticks back when somebody returns to the page.
  window.addEventListener("pageshow", count);
  count();
}
