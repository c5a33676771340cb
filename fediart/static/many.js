// Choosing many works: all, none, and how many it are.
const form = document.querySelector("[data-many]");
if (form) {
  const boxes = [...form.querySelectorAll('input[name="work"]')];
  const count = form.querySelector("[data-count]");
  const tell = () => (count.textContent = count.dataset.words.replace("COUNT", boxes.filter((box) => box.checked).length));
  form.querySelector("[data-all]").hidden = false;
  form.addEventListener("change", tell);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-set]");
    if (!button) return;
    for (const box of boxes) box.checked = Boolean(button.dataset.set);
    tell();
  });
  tell();
}
