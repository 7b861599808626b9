// The heads of the columns stop below the bar, which wraps to as many lines as the screen asks for.
const bar = document.querySelector(".sheet-bar");
const measure = () => document.documentElement.style.setProperty("--bar", `${bar.offsetHeight}px`);
if (bar) new ResizeObserver(measure).observe(bar);
