// Cards of pictures in a list: moved with buttons, with a mouse, or with the keyboard (Alt and an arrow on any of them).

export function movable(list, { settled = () => {} } = {}) {
  let held = null;

  list.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-earlier], button[data-later]"); // the list itself has their names
    if (button) move(button.closest("li"), button.matches("[data-earlier]") ? -1 : 1, button);
  });
  list.addEventListener("keydown", (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!by || !event.altKey) return;
    event.preventDefault();
    move(event.target.closest("li"), by, event.target);
  });
  list.addEventListener("dragstart", (event) => {
    held = event.target.closest("[data-preview]") ? event.target.closest("li") : null;
    if (!held || held.querySelector("[data-preview].aiming")) {
      held = null;
      event.preventDefault();
      return;
    }
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", held.dataset.name ?? "");
    held.classList.add("dragged");
  });
  list.addEventListener("dragover", (event) => {
    const row = event.target.closest("li");
    if (!held || row?.parentElement !== list) return;
    event.preventDefault();
    if (row === held) return;
    const box = row.getBoundingClientRect();
    if (event.clientY < box.top + box.height / 2) row.before(held);
    else row.after(held);
  });
  list.addEventListener("dragend", () => {
    held?.classList.remove("dragged");
    held = null;
    number();
    settled();
  });

  function move(card, by, focus) {
    const other = by < 0 ? card.previousElementSibling : card.nextElementSibling;
    if (!other) return;
    if (by < 0) other.before(card);
    else other.after(card);
    number();
    settled();
    (focus.disabled ? card.querySelector("[data-earlier]:not(:disabled), [data-later]:not(:disabled)") : focus)?.focus();
  }

  function number() {
    const cards = [...list.children];
    cards.forEach((card, at) => {
      const [earlier, later] = [card.querySelector("[data-earlier]"), card.querySelector("[data-later]")];
      if (earlier) earlier.hidden = later.hidden = cards.length < 2;
      if (earlier) [earlier.disabled, later.disabled] = [at === 0, at === cards.length - 1];
      const place = card.querySelector('input[name^="place-"]');
      if (place) place.value = at + 1;
    });
  }

  return number;
}
