// What every page gains where scripts run. Nothing here is needed to read, publish or reply.
import { appearanceForm } from "./appearance-form.js";
import { chosenWords } from "./chosen.js";
import { closingMenus } from "./menus.js";
import { copyButtons } from "./copy.js";
import { tones } from "./tones.js";

tones(document);
chosenWords(document);
closingMenus(document);
copyButtons(document);
appearanceForm(document);
