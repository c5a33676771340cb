// The way to one's own server, whose name stays in this browser alone.

const KEPT = "own-server";

export function ownServer(root) {
  for (const form of root.querySelectorAll("form[data-own-server]")) {
    const field = form.elements.server;
    const said = form.querySelector("[data-said]");
    field.value ||= recalled();
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      form.setAttribute("aria-busy", "true");
      said.textContent = said.dataset.waiting;
      try {
        const asked = `${form.action}?${new URLSearchParams(new FormData(form))}`;
        const answer = await (await fetch(asked, { headers: { Accept: "application/json" } })).json();
        if (answer.url) {
          keep(field.value.trim());
          location.assign(answer.url);
          return;
        }
        said.textContent = answer.error ?? "";
        field.focus();
      } catch {
        form.submit(); // the page without scripts says what is wrong
      } finally {
        form.removeAttribute("aria-busy");
      }
    });
  }
}

function recalled() {
  try {
    return localStorage.getItem(KEPT) ?? "";
  } catch {
    return ""; // storage is closed
  }
}

function keep(name) {
  try {
    localStorage.setItem(KEPT, name);
  } catch {
    // storage is closed: they type it again next time
  }
}
