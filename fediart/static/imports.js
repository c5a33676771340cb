// Imports: how much of an archive is sent, and looking again while one is read, comes in or is taken back.
const box = document.querySelector("[data-watch]");
if (box) look(box, 1000);

async function look(box, pause) {
  await new Promise((resolve) => setTimeout(resolve, pause));
  try {
    const answer = await fetch(box.dataset.watch, { headers: { Accept: "application/json" } });
    if (answer.ok) {
      const now = await answer.json();
      if (now.done || (box.dataset.state && now.state !== box.dataset.state && scrollY < 200)) return location.reload();
      box.dataset.state = now.state;
    }
  } catch {
    // The server is away for a moment: the next look will tell.
  }
  look(box, Math.min(pause * 1.2, 6000));
}

const form = document.querySelector("[data-send]");
if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const going = form.querySelector("[data-sending]");
    const bar = going.querySelector("progress");
    const words = going.querySelector("[data-sent]");
    const button = form.querySelector("[type=submit]");
    const sending = new XMLHttpRequest();
    sending.upload.addEventListener("progress", (now) => {
      if (!now.lengthComputable) return;
      bar.value = now.loaded / now.total;
      words.textContent = `${Math.floor((100 * now.loaded) / now.total)} %`;
    });
    const again = () => { button.disabled = false; going.hidden = true; };
    sending.addEventListener("error", again);
    sending.addEventListener("load", () => {
      if (sending.status < 400 && sending.responseURL !== location.href) return location.assign(sending.responseURL);
      again();
      const page = new DOMParser().parseFromString(sending.responseText, "text/html");
      const wrong = page.querySelector(".error-summary") || page.querySelector("main");
      form.querySelector(".error-summary")?.remove();
      if (wrong) form.prepend(wrong);
      form.querySelector(".error-summary")?.focus();
    });
    going.hidden = false;
    button.disabled = true;
    sending.open("POST", form.action);
    sending.setRequestHeader("Accept", "text/html");
    sending.send(new FormData(form));
  });
}
