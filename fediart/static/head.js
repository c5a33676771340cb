// The head of the page stays within reach, withdraws while one scrolls down, and comes back as soon as one turns.

const STEP = 8; // pixels that count as meaning it
const NEAR_TOP = 120;

export function withdrawingHead(root) {
  const head = root.querySelector(".site-head");
  if (!head) return;
  head.classList.add("stays");
  let last = scrollY;
  let asked = false;
  const look = () => {
    asked = false;
    const now = Math.max(0, scrollY);
    head.classList.toggle("over", now > 8);
    if (now < NEAR_TOP) head.classList.remove("away");
    else if (Math.abs(now - last) >= STEP) head.classList.toggle("away", now > last);
    else return;
    last = now;
  };
  addEventListener("scroll", () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(look);
  }, { passive: true });
}
