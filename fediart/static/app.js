// The pages as an app: offers to install them where the browser can, and starts the service worker for members and
// for whoever has installed them. Visitors who only look are spared it.

export function app(page) {
  const button = page.querySelector("[data-install]");
  const installed = matchMedia("(display-mode: standalone)").matches;
  if (button) offer(button);
  if ("serviceWorker" in navigator && (installed || button?.hasAttribute("data-member"))) {
    addEventListener("load", () => navigator.serviceWorker.register("/sw.js", { scope: "/" }).catch(() => {}));
  }
  for (const again of page.querySelectorAll("[data-again]")) {
    again.addEventListener("click", (event) => {
      event.preventDefault();
      location.reload();
    });
  }
}

function offer(button) {
  let wish = null;
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    wish = event;
    button.hidden = false;
  });
  button.addEventListener("click", async () => {
    button.hidden = true;
    await wish?.prompt();
    wish = null;
  });
}
