// Pictures that another app has shared: the service worker has kept them, the form of a new work takes them over.

const KEPT = "fediart-shared";

async function take() {
  const form = document.querySelector("[data-upload]");
  const kept = await caches.open(KEPT);
  const found = await kept.match("/share/words");
  if (!form || !found) return;
  const { title, text, files } = await found.json();
  const given = new DataTransfer();
  for (const [place, name] of files.entries()) {
    const answer = await kept.match(`/share/file/${place}`);
    if (answer) given.items.add(new File([await answer.blob()], name, { type: answer.headers.get("Content-Type") }));
  }
  await caches.delete(KEPT);
  fill(form.elements.title, title);
  fill(form.elements.description, text);
  const input = form.querySelector('input[type="file"][name="files"]');
  if (!input || !given.files.length) return;
  input.files = given.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function fill(field, words) {
  if (field && words && !field.value) field.value = words;
}

if (new URLSearchParams(location.search).has("shared") && "caches" in window) {
  history.replaceState(history.state, "", location.pathname);
  take();
}
