// Editing with a script: pictures are put in order with buttons, and the focal point by clicking.
// Without it the fields "Place" and "Focal point" do the same.
import { focusOf } from "./focus.js";

const list = document.querySelector("[data-arrange]");
if (list) for (const card of list.children) enhance(card);
if (list) number();

function enhance(card) {
  const place = card.querySelector('input[name^="place-"]');
  const focal = card.querySelector('input[name^="focal-"]');
  const sliders = Object.assign(document.createElement("details"), { className: "focus-fields" });
  const summary = document.createElement("summary");
  summary.textContent = "What stays in sight when it is cropped";
  const hint = Object.assign(document.createElement("p"), { className: "hint" });
  hint.textContent = "Click on the picture where it matters most, or use these.";
  sliders.append(summary, hint);
  const [across, up] = ["Left to right", "Bottom to top"].map((words, axis) => {
    const slider = Object.assign(document.createElement("input"), { type: "range", min: -1, max: 1, step: 0.05 });
    slider.value = focal.value.split(",")[axis] ?? 0;
    const label = Object.assign(document.createElement("label"), { className: "small", textContent: `${words} ` });
    label.append(slider);
    sliders.append(label);
    return slider;
  });
  focusOf(card, { across, up, changed: (x, y) => (focal.value = `${x},${y}`) })();
  place.closest(".field-pair").hidden = true;
  const buttons = Object.assign(document.createElement("p"), { className: "buttons" });
  for (const [words, by] of [["Earlier", -1], ["Later", 1]]) {
    const button = Object.assign(document.createElement("button"), {
      type: "button", className: "button plain", textContent: words,
    });
    button.dataset.by = by;
    button.addEventListener("click", () => move(card, by, button));
    buttons.append(button);
  }
  buttons.hidden = list.children.length < 2;
  card.querySelector(".upload-words").append(sliders, buttons);
}

function move(card, by, button) {
  const other = by < 0 ? card.previousElementSibling : card.nextElementSibling;
  if (!other) return;
  if (by < 0) other.before(card);
  else other.after(card);
  number();
  button.focus();
}

function number() {
  [...list.children].forEach((card, at, all) => {
    card.querySelector('input[name^="place-"]').value = at + 1;
    card.querySelector('[data-by="-1"]').disabled = at === 0;
    card.querySelector('[data-by="1"]').disabled = at === all.length - 1;
  });
}
