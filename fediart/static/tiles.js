// Along a wall with the keyboard: j and k, or the arrows once a tile has the focus.

const FORWARD = new Set(["j", "ArrowRight"]);
const BACK = new Set(["k", "ArrowLeft"]);

function typing(target) {
  return target.closest?.("input, textarea, select, [contenteditable], dialog[open]");
}

export function walkingAlong(root) {
  const tiles = () => [...root.querySelectorAll(".gallery a.tile")].filter((one) => one.checkVisibility?.() ?? true);
  if (!tiles().length) return;
  root.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const all = tiles();
    const at = all.indexOf(root.activeElement);
    if (event.key.startsWith("Arrow") && at < 0) return;
    const mirrored = event.key.startsWith("Arrow") && root.documentElement.dir === "rtl";
    const step = (FORWARD.has(event.key) ? 1 : BACK.has(event.key) ? -1 : 0) * (mirrored ? -1 : 1);
    if (!step) return;
    const next = at < 0 ? all.find((one) => one.getBoundingClientRect().bottom > 80) : all[at + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  });
}
