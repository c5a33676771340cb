// The service worker, served at /sw.js: shows what the instance pushes to this device, and opens it when tapped; shows a
// page of its own where there is no connection; and takes what other apps share. What is pushed is made by
// fediart/actions/pushing.py.
//
// Of pages it keeps nothing but /offline, as visitors get it, and the files which that page loads, whose addresses change
// when they do: nobody's own pages lie on the device, and what a page says is never older than the server's word.

const SHELL = "fediart-shell";
const SHARED = "fediart-shared";
const OFFLINE = "/offline";

self.addEventListener("install", (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([self.registration.navigationPreload?.enable(), self.clients.claim()]));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "POST" && url.pathname === "/share") return event.respondWith(takeShared(request));
  if (request.method !== "GET") return;
  if (request.mode === "navigate") return event.respondWith(visit(event));
  if (url.pathname.startsWith("/static/") && url.searchParams.has("v")) event.respondWith(known(request));
});

// Made anew whenever the worker wakes up and a page arrives, so that it follows the server's version.
let fresh = false;

async function visit(event) {
  try {
    const answer = (await event.preloadResponse) ?? (await fetch(event.request));
    if (!fresh) {
      fresh = true;
      event.waitUntil(keepShell().catch(() => {}));
    }
    return answer;
  } catch {
    const shell = await caches.open(SHELL);
    return (await shell.match(OFFLINE)) ?? Response.error();
  }
}

async function known(request) {
  const shell = await caches.open(SHELL);
  return (await shell.match(request)) ?? fetch(request);
}

async function keepShell() {
  const page = await fetch(OFFLINE, { credentials: "omit", cache: "no-cache" });
  if (!page.ok || page.redirected) throw new Error("no page to keep");
  const words = await page.clone().text();
  const files = new Set(words.match(/\/static\/[\w./-]+\?v=\w+/g) ?? []);
  const shell = await caches.open(SHELL);
  for (const old of await shell.keys()) {
    const { pathname, search } = new URL(old.url);
    if (pathname !== OFFLINE && !files.has(pathname + search)) await shell.delete(old);
  }
  for (const file of files) if (!(await shell.match(file))) await shell.add(file);
  await shell.put(OFFLINE, page);
}

// Kept for a moment, until the form of a new work takes it over (shared.js). Nothing is sent before somebody says so.
async function takeShared(request) {
  try {
    const given = await request.formData();
    const files = given.getAll("files").filter((one) => one instanceof File && one.size);
    await caches.delete(SHARED);
    const kept = await caches.open(SHARED);
    for (const [place, file] of files.entries()) {
      const headers = { "Content-Type": file.type || "application/octet-stream" };
      await kept.put(`/share/file/${place}`, new Response(file, { headers }));
    }
    const text = [given.get("text"), given.get("url")].filter(Boolean).join("\n");
    const words = { title: given.get("title") ?? "", text, files: files.map((one) => one.name) };
    await kept.put("/share/words", new Response(JSON.stringify(words)));
  } catch {
    // The form opens all the same, and asks for the pictures.
  }
  return Response.redirect("/new?shared=1", 303);
}

self.addEventListener("push", (event) => {
  if (!event.data) return;
  let news;
  try {
    news = event.data.json();
  } catch {
    return;
  }
  const shown = { body: news.body, tag: news.tag, icon: "/static/icons/icon-192.png", badge: "/static/icons/badge-96.png", data: { path: news.path }, dir: "auto" };
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
