// <button class="copy" data-copy="text" hidden>: shown where scripts run, puts the text on the clipboard and says so.

export function copyButtons(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("button.copy")) {
    const label = button.querySelector(".copy-label") ?? button;
    const words = label.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy);
        label.textContent = document.body.dataset.copied;
      } catch {
        label.textContent = document.body.dataset.press;
      }
      setTimeout(() => (label.textContent = words), 2000);
    });
  }
}
