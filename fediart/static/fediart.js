// What every page gains where scripts run. Nothing here is needed to read, publish or reply.
import { app } from "./app.js";
import { appearanceForm } from "./appearance-form.js";
import { chosenWords } from "./chosen.js";
import { closingMenus } from "./menus.js";
import { copyButtons } from "./copy.js";
import { ownServer } from "./own-server.js";
import { tones } from "./tones.js";
import { walkingAlong } from "./tiles.js";
import { withdrawingHead } from "./head.js";

withdrawingHead(document);
tones(document);
walkingAlong(document);
chosenWords(document);
closingMenus(document);
copyButtons(document);
appearanceForm(document);
app(document);
ownServer(document);
