// What a work's page gains where scripts run: the viewer, the keys between works, the slider, and sharing.
import "./viewer.js";
import "./steps.js";
import { compare } from "./compare.js";
import { share } from "./share.js";

compare(document);
share(document);
