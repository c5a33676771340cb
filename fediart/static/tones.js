// A picture's own main colour holds its place until it has loaded, and is gone then: transparent art shows the wall.

export function tones(root) {
  for (const box of root.querySelectorAll(".picture[data-colour]")) {
    const image = box.querySelector("img");
    if (!image) continue;
    const shown = () => {
      box.style.backgroundColor = "";
      box.classList.add("seen");
    };
    if (image.complete) {
      shown();
      continue;
    }
    box.style.backgroundColor = box.dataset.colour;
    image.addEventListener("load", shown, { once: true });
  }
}
