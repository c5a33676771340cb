// The summaries of folded choices say what is chosen, also while one chooses.

export function chosenWords(root) {
  for (const fold of root.querySelectorAll("details[data-choices]")) {
    const now = fold.querySelector("[data-chosen]");
    fold.addEventListener("change", () => {
      now.textContent = [...fold.querySelectorAll("select, input:checked")].map(said).join(" · ") || now.dataset.none;
    });
  }
}

function said(control) {
  if (control.tagName === "SELECT") {
    const words = control.selectedOptions[0].textContent;
    return control.dataset.short ? `${control.dataset.short}: ${words}` : words;
  }
  const label = control.labels[0];
  return (label.querySelector(".radio-card-title") ?? label).textContent.trim();
}
