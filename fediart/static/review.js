// Keys for moderators, and a closer look at a picture. Nothing here is needed: all of it is buttons and links, too.
const page = document.querySelector("[data-review]");
if (page) keys(page);
for (const viewer of document.querySelectorAll("[data-viewer]")) look(viewer);

function keys(page) {
  const decision = page.querySelector("[data-decision]");
  const help = page.querySelector("[data-keys]");
  if (help) help.hidden = false;
  if (decision) decision.addEventListener("click", (event) => ask(event, decision));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const deed = deeds(page, decision, help)[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  });
}

function deeds(page, decision, help) {
  const press = (key) => decision?.querySelector(`button[aria-keyshortcuts="${key}"]`)?.click();
  return {
    p: () => press("p"),
    a: () => press("a"),
    r: () => press("r"),
    l: () => labels(decision),
    n: () => decision?.elements.note.focus(),
    j: () => (page.dataset.following ? location.assign(page.dataset.following) : page.querySelector("[data-next]")?.requestSubmit()),
    k: () => page.dataset.previous && location.assign(page.dataset.previous),
    h: () => page.querySelectorAll("[data-heat]").forEach((box) => box.click()),
    "?": () => help && (help.open = !help.open),
    Escape: () => decision?.querySelector("[data-labels]")?.removeAttribute("open"),
  };
}

function labels(decision) {
  const menu = decision?.querySelector("[data-labels]");
  if (!menu) return;
  menu.open = true;
  menu.querySelector("button").focus();
}

// What needs words leads to the field; what decides asks once more.
function ask(event, decision) {
  const button = event.target.closest("button[name=choice]");
  if (!button) return;
  const note = decision.elements.note;
  if ("words" in button.dataset && !note.value.trim()) {
    event.preventDefault();
    note.placeholder = button.value === "ask" ? note.dataset.question : note.dataset.why;
    note.focus();
  } else if ("sure" in button.dataset && !confirm(`${button.firstChild.textContent.trim()}?`)) {
    event.preventDefault();
  }
}

function look(viewer) {
  const pane = viewer.querySelector("[data-pane]");
  const canvas = viewer.querySelector("[data-canvas]");
  const bar = viewer.querySelector("[data-zoom]");
  if (!pane || !bar) return;
  bar.hidden = false;
  const image = canvas.querySelector("img");
  const whole = Number(image.getAttribute("width"));
  let width = 0; // 0: as large as fits

  function show(to, x = pane.clientWidth / 2, y = pane.clientHeight / 2) {
    const before = canvas.clientWidth;
    const left = (pane.scrollLeft + x) / before;
    const top = (pane.scrollTop + y) / canvas.clientHeight;
    width = to && Math.min(Math.max(to, 200), whole * 4);
    pane.classList.toggle("near", width > 0);
    canvas.style.width = width ? `${width}px` : "";
    pane.scrollTo(left * canvas.clientWidth - x, top * canvas.clientHeight - y);
  }
  const sizes = {
    in: () => show((width || canvas.clientWidth) * 1.5),
    out: () => show(width > pane.clientWidth ? width / 1.5 : 0),
    fit: () => show(0),
    whole: () => show(whole / devicePixelRatio),
  };
  bar.addEventListener("click", (event) => sizes[event.target.dataset.by]?.());
  image.addEventListener("dblclick", (event) => {
    const box = pane.getBoundingClientRect();
    show(width ? 0 : whole / devicePixelRatio, event.clientX - box.left, event.clientY - box.top);
  });
  pane.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const box = pane.getBoundingClientRect();
    const from = width || canvas.clientWidth;
    show(from * (event.deltaY < 0 ? 1.2 : 1 / 1.2), event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select")) return;
    if (!viewer.contains(document.activeElement) && document.querySelector("[data-viewer]") !== viewer) return;
    const by = { "+": "in", "=": "in", "-": "out", 0: "fit", 1: "whole" }[event.key];
    if (by) sizes[by]();
  });
  drag(pane);
}

function drag(pane) {
  let held = null;
  pane.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0 || !pane.classList.contains("near")) return;
    event.preventDefault();
    pane.focus({ preventScroll: true });
    pane.setPointerCapture(event.pointerId);
    held = { x: event.clientX + pane.scrollLeft, y: event.clientY + pane.scrollTop };
    pane.classList.add("held");
  });
  pane.addEventListener("pointermove", (event) => held && pane.scrollTo(held.x - event.clientX, held.y - event.clientY));
  for (const end of ["pointerup", "pointercancel"]) {
    pane.addEventListener(end, () => { held = null; pane.classList.remove("held"); });
  }
}
