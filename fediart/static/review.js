// Keys for moderators with a long queue. They work outside of text fields, and every decision asks once more.
const page = document.querySelector("[data-review]");
if (page) start(page);

function start(page) {
  const decision = page.querySelector("[data-decision]");
  const hint = page.querySelector("[data-keys]");
  if (hint) hint.hidden = false;
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j" && page.dataset.following) location.assign(page.dataset.following);
    if (!decision) return;
    if (event.key === "n") {
      event.preventDefault();
      decision.elements.note.focus();
    }
    const button = decision.querySelector(`[aria-keyshortcuts="${CSS.escape(event.key)}"]`);
    if (button && confirm(`${button.textContent}?`)) button.click();
  });
}
