// What every page of a person signed in does beyond htmx, a module a subject.
import "./scripts/presses.js";
import "./scripts/answers.js";
import "./scripts/token.js";
import "./scripts/drafts.js";
import "./scripts/previews.js";
import "./scripts/saving.js";
import "./scripts/settling.js";
import "./scripts/unreached.js";
import "./scripts/bar.js";
import "./scripts/leaves.js";
import "./scripts/domains.js";
import "./scripts/choices.js";
import "./scripts/changed.js";
import "./scripts/faults.js";
import "./scripts/entering.js";
import "./scripts/uploads.js";
import "./scripts/focus.js";
import "./scripts/countdown.js";
import "./scripts/menus.js";
import "./scripts/printing.js";
import "./scripts/ticking.js";
import "./scripts/matrix.js";
import "./scripts/rail.js";
import "./scripts/finding.js";
import "./scripts/idle.js";
import { ready } from "./scripts/ready.js";

if (window.htmx) ready("app");
