// Turns pushes on and off for this browser, on /settings/notifications. Without scripts the page says so itself.

const box = document.querySelector("[data-push]");

function bytes(text) {
  const padded = text.replace(/-/g, "+").replace(/_/g, "/") + "=".repeat((4 - (text.length % 4)) % 4);
  return Uint8Array.from(atob(padded), (sign) => sign.charCodeAt(0));
}

function say(words) {
  box.querySelector("[data-push-state]").textContent = words;
}

async function send(path, fields) {
  const body = new URLSearchParams({ csrf: box.dataset.csrf, ...fields });
  const answer = await fetch(path, { method: "POST", body, headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(answer.statusText);
}

async function current() {
  const worker = await navigator.serviceWorker.getRegistration("/");
  return (await worker?.pushManager.getSubscription()) ?? null;
}

async function turnOn() {
  if ((await Notification.requestPermission()) !== "granted") return say(box.dataset.denied);
  await navigator.serviceWorker.register("/sw.js", { scope: "/" });
  const worker = await navigator.serviceWorker.ready;
  const key = bytes(box.dataset.push);
  await (await worker.pushManager.getSubscription())?.unsubscribe();
  const made = (await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })).toJSON();
  await send("/settings/notifications/push", { endpoint: made.endpoint, ...made.keys });
  show(true);
}

async function turnOff() {
  await send("/settings/notifications/push/off", {});
  await (await current())?.unsubscribe();
  show(false);
}

function show(on) {
  box.querySelector("[data-push-on]").hidden = on;
  box.querySelector("[data-push-off]").hidden = !on;
  say(on ? box.dataset.on : box.dataset.off);
}

async function begin() {
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
    return say(box.dataset.unable);
  }
  if (Notification.permission === "denied") return say(box.dataset.denied);
  for (const [name, deed] of [["on", turnOn], ["off", turnOff]]) {
    box.querySelector(`[data-push-${name}]`).addEventListener("click", () => {
      say(box.dataset.wait);
      deed().catch(() => say(box.dataset.failed));
    });
  }
  show(box.dataset.subscribed === "1" && (await current()) !== null);
}

if (box) begin().catch(() => say(box.dataset.failed));
