// The focal point of a picture: set by clicking on it or by two sliders, shown as a mark. -1 to 1, right and up.

export function focusOf(card, { across, up, changed = () => {} }) {
  const preview = card.querySelector("[data-preview]");
  const mark = card.querySelector("[data-mark]");
  const image = card.querySelector("[data-image]");

  function show() {
    mark.hidden = false;
    mark.style.left = `${((Number(across.value) + 1) / 2) * 100}%`;
    mark.style.top = `${((1 - Number(up.value)) / 2) * 100}%`;
    changed(Number(across.value), Number(up.value));
  }

  preview.addEventListener("click", (event) => {
    const box = image.getBoundingClientRect();
    if (!box.width || !box.height) return;
    across.value = within(((event.clientX - box.left) / box.width) * 2 - 1);
    up.value = within(1 - ((event.clientY - box.top) / box.height) * 2);
    show();
  });
  for (const input of [across, up]) input.addEventListener("input", show);
  return show;
}

function within(value) {
  return Math.max(-1, Math.min(1, value)).toFixed(2);
}
