// Loads a page anew while something goes on that it tells of; not while it is hidden, or somebody is at a control of it.
const box = document.querySelector("[data-again]");
if (box) {
  setInterval(() => {
    const busy = document.activeElement?.closest("main a, main button, main input, main select, main textarea, main summary");
    if (!busy && document.visibilityState === "visible") location.reload();
  }, Number(box.dataset.again) * 1000);
}
