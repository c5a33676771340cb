// Sharing by the device's own sheet.

export function share(root) {
  for (const button of root.querySelectorAll("button[data-share]")) {
    if (!navigator.share) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      navigator.share({ title: button.dataset.title, url: button.dataset.share }).catch(() => {}); // closed again
    });
  }
}
