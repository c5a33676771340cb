// Before and after, one over the other: the slider says how much of which is seen. Without scripts, they stand side by side.

export function compare(root) {
  for (const box of root.querySelectorAll("[data-compare]")) {
    const range = box.querySelector("input[type=range]");
    const show = () => box.style.setProperty("--part", `${range.value}%`);
    range.addEventListener("input", show);
    box.classList.add("sliding");
    show();
  }
}
