// A leaf as a workspace: from leaf to leaf, from figure to figure, the keyboard, a document in its place.
import "./leaf/figures.js";
import "./leaf/moving.js";
import "./leaf/keys.js";
import "./leaf/viewer.js";
import { ready } from "./scripts/ready.js";

ready("leaf");
