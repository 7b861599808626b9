// An answer counts only where it is known as this program's: proxies and portals answer too, often with 200.
import { words } from "./saves.js";

/** The events of a request that came to nothing, whoever answered. */
export const FAILURES = ["htmx:sendError", "htmx:timeout", "htmx:responseError"];

/** "shown", "refusal" or "draft"; null where somebody else has answered, or the server with an error. */
export const answerOf = (xhr) => (xhr && xhr.status ? xhr.getResponseHeader("PAR-Answer") : null);
export const isOurs = (xhr) => answerOf(xhr) !== null;

/** Why nothing has come of a request: what is between here and the server, or the server itself. */
export function whyNot(xhr) {
  if (!xhr || !xhr.status) return words.whyOffline;
  if (xhr.status === 413) return words.whyLarge;
  if (xhr.status < 400) return words.whyStrange;
  return words.whyStatus.replace("{status}", xhr.status);
}
// Before any other module looks at it: ours takes its place whatever its status, all else has failed.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  detail.shouldSwap = isOurs(detail.xhr);
  if (!detail.shouldSwap) detail.isError = true;
});
