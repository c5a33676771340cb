// Arranging a portfolio with a script: works are dragged between sections or moved by keyboard, layout and accent show
// at once, and the draft is saved a moment after each change. Without it every button of the form does its part alone.
const form = document.querySelector("[data-arrange-portfolio]");
const said = document.querySelector("[data-arrange-said]");
let held = null;
let waiting = 0;
let saving = null;
if (form) begin();

function begin() {
  form.querySelector("[data-arrange-hint]").hidden = false;
  for (const row of form.querySelectorAll(".arrange-work")) row.draggable = true;
  form.addEventListener("click", pressed);
  form.addEventListener("keydown", turned);
  form.addEventListener("dragstart", taken);
  form.addEventListener("dragover", over);
  form.addEventListener("dragend", dropped);
  form.addEventListener("input", (event) => {
    if (["tick", "target"].includes(event.target.name)) return;
    looked(event.target);
    soon();
  });
}

const lists = () => [...form.querySelectorAll("[data-hang]")];
const rows = () => [...form.querySelectorAll(".arrange-work")];

function looked({ name, value }) {
  const shown = form.querySelector("[data-preview] > [data-layout]");
  if (shown && name === "layout") {
    shown.dataset.layout = value;
    const kind = value === "justified" ? "rows" : value;
    for (const wall of shown.querySelectorAll("[data-wall]")) {
      for (const tile of wall.children) tile.style.width = "";
      wall.classList.remove("hung", "rows", "masonry", "single", "grid", "index");
      wall.classList.add(kind);
    }
  }
  if (shown && name === "accent") shown.dataset.accent = value;
}

function pressed(event) {
  const button = event.target.closest("button[data-by]");
  if (button) {
    event.preventDefault();
    const row = button.closest(".arrange-work");
    step(row, Number(button.dataset.by));
    (button.disabled ? row.querySelector("button:not(:disabled)") : button)?.focus();
    return;
  }
  if (event.target.closest('button[value="send"]')) {
    event.preventDefault();
    sendTicked();
  }
}

function turned(event) {
  const row = event.altKey && event.target.closest(".arrange-work");
  const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
  if (!row || !by) return;
  event.preventDefault();
  const mirrored = document.dir === "rtl" && event.key.match(/Left|Right/) ? -1 : 1;
  const focused = event.target;
  step(row, by * mirrored);
  focused.focus();
}

function step(row, by) {
  const beside = by < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (beside) beside[by < 0 ? "before" : "after"](row);
  else {
    const all = lists();
    const other = all[all.indexOf(row.parentElement) + by];
    if (!other) return;
    other[by < 0 ? "append" : "prepend"](row);
  }
  settled(row);
}

function sendTicked() {
  const target = form.querySelector(`[data-hang][data-group="${CSS.escape(form.elements.target.value)}"]`);
  const ticked = rows().filter((row) => row.querySelector('input[name="tick"]').checked);
  for (const row of ticked) {
    target.append(row);
    row.querySelector('input[name="tick"]').checked = false;
  }
  if (ticked.length) settled(ticked.at(-1));
}

function taken(event) {
  held = event.target.closest(".arrange-work");
  if (!held) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", held.dataset.name);
  held.classList.add("held");
}

function over(event) {
  const list = held && event.target.closest("[data-hang]");
  if (!list) return;
  event.preventDefault();
  const row = event.target.closest(".arrange-work");
  if (row === held) return;
  if (!row) {
    if (!list.contains(held) || event.target === list) list.append(held);
    return;
  }
  const box = row.getBoundingClientRect();
  const first = event.clientX < box.left + box.width / 2 === (document.dir !== "rtl");
  row[first ? "before" : "after"](held);
}

function dropped() {
  if (!held) return;
  held.classList.remove("held");
  settled(held);
  held = null;
}

function settled(row) {
  const all = rows();
  all.forEach((one, at) => {
    one.querySelector('[data-by="-1"]').disabled = at === 0;
    one.querySelector('[data-by="1"]').disabled = at === all.length - 1;
  });
  const group = row.closest(".arrange-group");
  const name = group.querySelector("h3")?.textContent ?? group.querySelector("input:not([type=hidden])").value;
  const inside = [...row.parentElement.children];
  said.textContent = `${row.dataset.name}: ${inside.indexOf(row) + 1} / ${inside.length} – ${name}`;
  soon();
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(save, 700);
}

// The answer is this page anew: its preview and what it says of the draft take the place of those here.
async function save() {
  saving?.abort();
  saving = new AbortController();
  const data = new FormData(form);
  data.set("deed", "save");
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, signal: saving.signal, headers: { Accept: "text/html" } });
    if (!answer.ok && answer.status !== 422) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of ["[data-preview]", "[data-draft-bar]"]) {
      const [now, next] = [document.querySelector(part), fresh.querySelector(part)];
      if (now && next) now.replaceChildren(...next.childNodes);
    }
  } catch (problem) {
    if (problem.name !== "AbortError") throw problem;
  }
}
