// The API's page: a field that leaves only what is looked for, and a link to an entity that unfolds it.

const filter = document.querySelector("[data-api-filter]");
const input = filter?.querySelector("input");
const count = filter?.querySelector("[data-api-count]");
const entries = [...document.querySelectorAll("[data-api-words]")];

function narrow() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const entry of entries) {
    const fits = words.every((word) => entry.dataset.apiWords.includes(word));
    entry.hidden = !fits;
    if (fits) shown += 1;
  }
  for (const family of document.querySelectorAll("[data-api-family]"))
    family.hidden = !family.querySelector("[data-api-words]:not([hidden])");
  count.textContent = words.length ? String(shown) : "";
}

function unfold() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) {
    target.hidden = false;
    target.open = true;
    target.scrollIntoView();
  }
}

if (filter) {
  filter.hidden = false;
  input.addEventListener("input", narrow);
}
addEventListener("hashchange", unfold);
unfold();
