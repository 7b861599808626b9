// The heads of the columns stop below the bar, which wraps to as many lines as the screen asks for.
const bar = document.querySelector(".sheet-bar");
const measure = () => document.documentElement.style.setProperty("--bar", `${bar.offsetHeight}px`);

if (bar) {
  // At once: an observer waits for the first drawing, and a line may be brought below the bar before it.
  measure();
  new ResizeObserver(measure).observe(bar);
}
