// Until a picture has loaded, its place shows what it will be: its blurhash, or its own main colour. Both are gone
// then, so that transparent art is seen on the wall itself.
import { blurred } from "./blurhash.js";

function waitFor(box, image) {
  const seen = () => {
    box.style.backgroundColor = "";
    box.querySelector("canvas.blur")?.remove();
    box.classList.add("seen");
    box.classList.replace("coming", "arrived");
  };
  if (image.complete) return seen();
  if (box.dataset.colour) box.style.backgroundColor = box.dataset.colour;
  const blur = box.dataset.blurhash && blurred(box.dataset.blurhash);
  if (blur) {
    box.prepend(blur);
    box.classList.add("coming");
  }
  image.addEventListener("load", seen, { once: true });
  image.addEventListener("error", seen, { once: true });
}

// Only near the window: of a long wall, most is never looked at.
export function tones(root) {
  const near = new IntersectionObserver((boxes) => {
    for (const { isIntersecting, target } of boxes) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      waitFor(target, target.querySelector("img"));
    }
  }, { rootMargin: "50% 0px" });
  for (const box of root.querySelectorAll(".picture[data-colour], .picture[data-blurhash]")) {
    if (box.querySelector("img")) near.observe(box);
  }
}
