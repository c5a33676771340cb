// Mouse, pen and fingers in the viewer: drag, pinch, wheel, and a click or a double tap to come close.

const STILL = 6; // CSS pixels: less is a click
const TWICE = 320; // milliseconds between two taps
const SWIPE = 60;

// `deeds` are zoom(factor, x, y), move(across, down), toggle(x, y), step(direction), close() and whole().
export function hands(stage, deeds) {
  const down = new Map();
  let moved = 0;
  let from = null;
  let tapped = 0;

  const at = (event) => {
    const box = stage.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  stage.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    stage.setPointerCapture(event.pointerId);
    down.set(event.pointerId, at(event));
    if (down.size === 1) {
      moved = 0;
      from = at(event);
    }
  });

  stage.addEventListener("pointermove", (event) => {
    const before = down.get(event.pointerId);
    if (!before) return;
    const now = at(event);
    const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
    down.set(event.pointerId, now);
    moved += Math.hypot(now.x - before.x, now.y - before.y);
    if (!other) {
      deeds.move(now.x - before.x, now.y - before.y);
      return;
    }
    const apart = Math.hypot(now.x - other.x, now.y - other.y);
    const were = Math.hypot(before.x - other.x, before.y - other.y);
    from = null;
    deeds.move((now.x - before.x) / 2, (now.y - before.y) / 2);
    if (were > 0) deeds.zoom(apart / were, (now.x + other.x) / 2, (now.y + other.y) / 2);
  });

  const lift = (event) => {
    if (!down.delete(event.pointerId) || event.type === "pointercancel" || !from) return;
    const now = at(event);
    if (moved < STILL) tap(event, now);
    else if (event.pointerType !== "mouse" && deeds.whole()) swipe(now);
  };
  stage.addEventListener("pointerup", lift);
  stage.addEventListener("pointercancel", lift);

  const tap = (event, now) => {
    if (event.pointerType === "mouse") {
      deeds.toggle(now.x, now.y);
      return;
    }
    const second = event.timeStamp - tapped < TWICE;
    tapped = second ? 0 : event.timeStamp;
    if (second) deeds.toggle(now.x, now.y);
  };

  const swipe = (now) => {
    const [across, along] = [now.x - from.x, now.y - from.y];
    if (along > SWIPE * 1.5 && along > Math.abs(across)) deeds.close();
    else if (Math.abs(across) > SWIPE && Math.abs(across) > Math.abs(along)) deeds.step(across < 0 ? "right" : "left");
  };

  stage.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const lines = event.deltaMode === 1 ? 16 : 1;
      const { x, y } = at(event);
      deeds.zoom(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0022)), x, y);
    },
    { passive: false },
  );
}
