// The screen of one leaf: worked with the keyboard, with the evidence beside the table.
import "./by_leaf/keys.js";
import "./by_leaf/beside.js";
import { ready } from "./scripts/ready.js";

ready("by_leaf");
