// The service worker, served at /sw.js: shows what the instance pushes to this device, and opens it when tapped.
// What is pushed is made by fediart/actions/pushing.py.

self.addEventListener("push", (event) => {
  if (!event.data) return;
  let news;
  try {
    news = event.data.json();
  } catch {
    return;
  }
  const shown = { body: news.body, tag: news.tag, icon: "/static/icon.svg", data: { path: news.path }, dir: "auto" };
  event.waitUntil(self.registration.showNotification(news.title, shown));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const target = new URL(event.notification.data?.path ?? "/notifications", self.location.origin);
  if (target.origin !== self.location.origin) return;
  event.waitUntil(open(target.href));
});

async function open(href) {
  const windows = await self.clients.matchAll({ type: "window" });
  const near = windows.find((one) => new URL(one.url).origin === self.location.origin && "navigate" in one);
  if (!near) return self.clients.openWindow(href);
  await near.focus();
  return near.navigate(href);
}
