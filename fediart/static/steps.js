// Left and right lead to the works before and after this one, where nothing else wants the keys.

const BUSY = "input, textarea, select, [contenteditable], dialog[open], [role=slider], a.tile, summary, video, audio";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented) return;
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
  if (document.querySelector("dialog[open]") || event.target.closest?.(BUSY)) return;
  const back = (event.key === "ArrowLeft") === (document.documentElement.dir !== "rtl");
  document.querySelector(`main a[rel~="${back ? "prev" : "next"}"]`)?.click();
});
