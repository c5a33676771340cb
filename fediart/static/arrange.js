// Editing with a script: pictures are put in order by hand, and the focal point is set on the picture.
// Without it the fields "Place" and "Focal point" do the same.
import { movable } from "./cards.js";
import { focusEditor } from "./focus.js";

const list = document.querySelector("[data-arrange]");
if (list) begin();

function begin() {
  const names = list.dataset;
  for (const card of list.children) {
    const focal = card.querySelector('input[name^="focal-"]');
    const buttons = Object.assign(document.createElement("p"), { className: "buttons" });
    for (const [words, part] of [[names.earlier, "earlier"], [names.later, "later"]]) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "button plain", textContent: words });
      button.setAttribute(`data-${part}`, "");
      buttons.append(button);
    }
    focal.closest(".field-pair").hidden = true;
    focusEditor(card, { value: focal.value, changed: (point) => (focal.value = point) });
    card.querySelector(".upload-words").append(buttons);
    card.querySelector("[data-preview]").draggable = true;
  }
  movable(list)();
}
