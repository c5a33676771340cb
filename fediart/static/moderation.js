// Keys and ready words for moderators. Nothing here is needed: all of it is buttons, links and text to read, too.
for (const list of document.querySelectorAll("[data-answers]")) ready(list);
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
  const found = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!found) return;
  event.preventDefault();
  found.click();
});

// Each of the ready words gets a button that puts it where the writing is going on.
function ready(list) {
  const field = document.getElementById(list.dataset.answers);
  if (!field) return;
  for (const title of list.querySelectorAll("dt")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = title.textContent;
    button.addEventListener("click", () => {
      const words = title.nextElementSibling.textContent;
      field.value = field.value.trim() ? `${field.value.trim()}\n\n${words}` : words;
      list.open = false;
      field.focus();
    });
    title.replaceChildren(button);
  }
}
