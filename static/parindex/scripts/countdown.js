// The time left, by the server's clock.
import { words } from "./saves.js";

const skew = Date.parse(words.now) - Date.now();

function count() {
  document.querySelectorAll("time[data-countdown] + .left").forEach((left) => {
    const minutes = Math.floor((Date.parse(left.previousElementSibling.dateTime) - Date.now() - skew) / 60000);
    const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
    const time = days
      ? `${days} ${words.days} ${hours} ${words.hours}`
      : `${hours} ${words.hours} ${minutes % 60} ${words.minutes}`;
    left.textContent = minutes < 0 ? `(${words.over})` : `(${words.left.replace("{time}", time)})`;
  });
}
count();
setInterval(count, 30000);
