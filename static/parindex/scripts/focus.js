// The viewer of a damaged PDF takes the focus to say so: whoever is typing gets it back.
let held = null;
let tabbed = false;

document.addEventListener("focusin", (event) => { held = event.target; });
document.addEventListener("keydown", (event) => { tabbed = event.key === "Tab"; }, true);
window.addEventListener("blur", () => {
  const frame = document.activeElement;
  // It is let in by the pointer or the Tab key alone; no attribute of a frame (inert) keeps it out.
  if (!frame || !frame.matches("iframe") || frame.matches(":hover") || tabbed) return;
  setTimeout(() => { if (held && held.isConnected) held.focus({ preventScroll: true }); else frame.blur(); });
});
