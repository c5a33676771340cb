// The focal point of a picture: set on the picture with mouse or finger, or by two sliders with the keyboard, and seen
// at once in three crops. -1 to 1, right and up. Nothing of the picture itself is cut.

export const words = document.querySelector("[data-words]")?.dataset ?? {};

const SHAPES = ["square", "wide", "tall"];

export function focusEditor(card, { value = "0,0", changed = () => {} }) {
  const preview = card.querySelector("[data-preview]");
  const mark = card.querySelector("[data-mark]");
  const image = card.querySelector("[data-image]");
  if (!image || !mark) return;
  const fold = Object.assign(document.createElement("details"), { className: "focus-fields" });
  const hint = Object.assign(document.createElement("p"), { className: "hint", textContent: words.focusHint });
  const [across, up] = [slider(words.across), slider(words.up)];
  const middle = Object.assign(document.createElement("button"), { type: "button", className: "button plain", textContent: words.middle });
  const crops = cropsOf(image);
  fold.append(Object.assign(document.createElement("summary"), { textContent: words.focus }), hint, across.label, up.label, crops, middle);
  card.querySelector("[data-focus-here]")?.replaceWith(fold);
  if (!fold.isConnected) card.querySelector(".upload-words").append(fold);
  [across.input.value, up.input.value] = value.split(",").map((one) => within(one));

  function show() {
    const [x, y] = [Number(across.input.value), Number(up.input.value)];
    const [left, top] = [((x + 1) / 2) * 100, ((1 - y) / 2) * 100];
    mark.hidden = !fold.open;
    mark.style.left = `${left}%`;
    mark.style.top = `${top}%`;
    for (const crop of crops.querySelectorAll("img")) {
      crop.src = image.src;
      crop.style.objectPosition = `${left}% ${top}%`;
    }
  }

  function tell() {
    show();
    changed(`${across.input.value},${up.input.value}`);
  }

  function point(event) {
    const box = image.getBoundingClientRect();
    if (!box.width || !box.height) return;
    across.input.value = within(((event.clientX - box.left) / box.width) * 2 - 1);
    up.input.value = within(1 - ((event.clientY - box.top) / box.height) * 2);
    tell();
  }

  fold.addEventListener("toggle", () => {
    preview.classList.toggle("aiming", fold.open);
    show();
  });
  preview.addEventListener("pointerdown", (event) => {
    if (!fold.open || event.button !== 0) return;
    event.preventDefault();
    preview.setPointerCapture(event.pointerId);
    point(event);
  });
  preview.addEventListener("pointermove", (event) => {
    if (fold.open && preview.hasPointerCapture(event.pointerId)) point(event);
  });
  for (const one of [across, up]) one.input.addEventListener("input", tell);
  middle.addEventListener("click", () => {
    across.input.value = up.input.value = 0;
    tell();
  });
  image.addEventListener("load", show);
  show();
}

function slider(name) {
  // A picture has a left and a right in every script.
  const input = Object.assign(document.createElement("input"), { type: "range", min: -1, max: 1, step: 0.05, dir: "ltr" });
  const label = Object.assign(document.createElement("label"), { className: "small", textContent: `${name} ` });
  label.append(input);
  return { input, label };
}

function cropsOf(image) {
  const row = Object.assign(document.createElement("div"), { className: "focus-crops" });
  row.setAttribute("role", "img");
  row.setAttribute("aria-label", words.crops);
  for (const shape of SHAPES) {
    const box = Object.assign(document.createElement("span"), { className: `focus-crop ${shape}` });
    box.append(Object.assign(document.createElement("img"), { alt: "", src: image.src, draggable: false }));
    row.append(box);
  }
  return row;
}

function within(value) {
  return Math.max(-1, Math.min(1, Number(value) || 0)).toFixed(2);
}
