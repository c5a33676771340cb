// The order of a list with a script: rows are dragged, or moved with their buttons, and saved with the form.
// Without it each button saves by itself.
const list = document.querySelector("[data-order]");
const said = document.querySelector("[data-order-said]");
if (list && list.children.length > 1) begin();

function begin() {
  document.querySelector("[data-order-hint]").hidden = false;
  list.addEventListener("click", pressed);
  for (const row of list.children) row.draggable = true;
  list.addEventListener("dragstart", taken);
  list.addEventListener("dragover", over);
  list.addEventListener("dragend", dropped);
}

function pressed(event) {
  const button = event.target.closest("button[data-by]");
  if (!button) return;
  event.preventDefault();
  const row = button.closest("li");
  const other = button.dataset.by === "-1" ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (button.dataset.by === "-1") other.before(row);
  else other.after(row);
  settled(row);
  // At the end of the list the button is off, and the other one keeps the focus.
  (button.disabled ? row.querySelector("button:not(:disabled)") : button).focus();
}

let held = null;

function taken(event) {
  held = event.target.closest("li");
  if (!held) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", held.dataset.name);
  held.classList.add("held");
}

function over(event) {
  const row = event.target.closest("li");
  if (!held || !row || row.parentElement !== list) return;
  event.preventDefault();
  if (row === held) return;
  const box = row.getBoundingClientRect();
  if (event.clientY < box.top + box.height / 2) row.before(held);
  else row.after(held);
}

function dropped() {
  if (!held) return;
  held.classList.remove("held");
  settled(held);
  held = null;
}

function settled(row) {
  const rows = [...list.children];
  rows.forEach((one, at) => {
    one.querySelector('[data-by="-1"]').disabled = at === 0;
    one.querySelector('[data-by="1"]').disabled = at === rows.length - 1;
  });
  said.textContent = `${row.dataset.name}: place ${rows.indexOf(row) + 1} of ${rows.length}. Save to keep it.`;
}
