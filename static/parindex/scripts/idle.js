// Says five minutes before a session ends for want of use that it will, and keeps it at the press of a button.
const KEY = "par-seen";
const BEFORE_MS = 5 * 60 * 1000;
const notice = document.getElementById("idle");

if (notice) {
  const limit = Math.max(notice.dataset.minutes * 60 * 1000 - BEFORE_MS, BEFORE_MS / 5);
  let seen = Date.now();

  // The server has answered this tab, or another one of the same person.
  const note = () => {
    seen = Date.now();
    notice.hidden = true;
    try { localStorage.setItem(KEY, String(seen)); } catch { /* in private mode there may be no store */ }
  };
  const look = () => { notice.hidden = Date.now() - seen < limit; };

  note();
  document.addEventListener("htmx:afterOnLoad", note);
  window.addEventListener("storage", ({ key, newValue }) => {
    if (key === KEY) { seen = Number(newValue); look(); }
  });
  notice.querySelector("button").addEventListener("click", async () => {
    const answer = await fetch(notice.dataset.ask, { method: "HEAD" }).catch(() => null);
    if (answer && answer.ok && !answer.redirected) note(); else window.location.reload();
  });
  setInterval(look, 15000);
}
