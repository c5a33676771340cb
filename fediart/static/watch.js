// Follows a submission through its stages and reloads the page when they are over.
const box = document.querySelector("[data-watch]");
if (box) look(box, 700);

async function look(box, pause) {
  await new Promise((resolve) => setTimeout(resolve, pause));
  try {
    const answer = await fetch(box.dataset.watch, { headers: { Accept: "application/json" } });
    if (answer.ok) {
      const now = await answer.json();
      if (now.done) return location.reload();
      if (now.state !== box.dataset.state) mark(box, now.state);
      tell(box.querySelector("[data-turn]"), now.turn ?? "");
    }
  } catch {
    // The server is away for a moment: the next look will tell.
  }
  look(box, Math.min(pause * 1.2, 5000));
}

// How many are before it, while many wait.
function tell(line, turn) {
  if (!line || line.textContent === turn) return;
  line.textContent = turn;
  line.hidden = !turn;
}

function mark(box, state) {
  box.dataset.state = state;
  let before = true;
  for (const stage of box.querySelectorAll("[data-stage]")) {
    const here = stage.dataset.stage === state;
    if (here) before = false;
    stage.className = `step ${here ? "now" : before ? "done" : "later"}`;
    stage.querySelector(".visually-hidden").textContent = here ? "under way" : before ? "done" : "to come";
    stage.toggleAttribute("aria-current", here);
    if (here) stage.setAttribute("aria-current", "step");
  }
}
