// The pictures of a page over the whole screen, as near as one likes. Without scripts, each link leads to the same file.
import { Camera } from "./viewer-camera.js";
import { hands } from "./viewer-hands.js";
import { showTiles, tileLayer } from "./viewer-tiles.js";

const CLOSER = 1.5;
const FAR = 80; // CSS pixels that an arrow key moves

function start(dialog) {
  const links = [...document.querySelectorAll("a[data-full]")];
  const part = (name) => dialog.querySelector(`[data-viewer-${name}]`);
  const [stage, layer, words, place, size] = ["stage", "layer", "words", "place", "size"].map(part);
  const buttons = Object.fromEntries([...dialog.querySelectorAll("[data-do]")].map((one) => [one.dataset.do, one]));
  const percent = new Intl.NumberFormat(document.documentElement.lang || "en", { style: "percent" });
  const turned = document.documentElement.dir === "rtl";
  const camera = new Camera();
  let at = 0;
  let tiles = null;
  let base = null;
  let waiting = 0;

  const room = () => ({ width: stage.clientWidth, height: stage.clientHeight });

  const draw = (smooth = false) => {
    layer.classList.toggle("smooth", smooth);
    layer.style.transform = camera.transform;
    stage.classList.toggle("near", !camera.whole);
    size.textContent = percent.format(camera.scale);
    buttons.out.disabled = camera.whole;
    buttons.fit.disabled = camera.whole;
    buttons.in.disabled = camera.scale >= camera.most * 0.999;
    if (!tiles) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => showTiles(tiles, layer, camera, Number(links[at].dataset.width)), smooth ? 180 : 60);
  };

  const show = (index) => {
    at = (index + links.length) % links.length;
    const link = links[at];
    const small = link.querySelector("img");
    const own = { width: Number(link.dataset.fullWidth), height: Number(link.dataset.fullHeight) };
    tiles = tileLayer(link);
    base = new Image();
    base.alt = small?.alt ?? "";
    base.draggable = false;
    base.className = "viewer-picture";
    base.src = small?.currentSrc || small?.src || link.href;
    layer.replaceChildren(base);
    layer.style.width = `${own.width}px`;
    layer.style.height = `${own.height}px`;
    camera.set(own, room());
    sharpen(link.href, base);
    words.textContent = link.dataset.caption || base.alt;
    words.hidden = !words.textContent || buttons.words.getAttribute("aria-pressed") !== "true";
    buttons.words.hidden = !words.textContent;
    place.textContent = links.length > 1 ? link.dataset.place : "";
    draw();
  };

  // The whole file takes the place of what was shown already, once it is there.
  const sharpen = (address, image) => {
    const large = new Image();
    dialog.setAttribute("aria-busy", "true");
    large.src = address;
    large.decode().then(
      () => (image.src = large.src),
      () => {}, // what is shown already stays
    ).finally(() => image === base && dialog.removeAttribute("aria-busy"));
  };

  const middle = (factor) => {
    camera.zoom(factor, camera.room.width / 2, camera.room.height / 2);
    draw(true);
  };
  const toggle = (x, y) => {
    camera.zoom(camera.whole ? Math.max(1 / camera.scale, 2) : camera.fit / camera.scale, x, y);
    draw(true);
  };
  const step = (side) => links.length > 1 && show(at + ((side === "right") !== turned ? 1 : -1));
  const close = () => dialog.close();

  const deeds = {
    in: () => middle(CLOSER),
    out: () => middle(1 / CLOSER),
    fit: () => middle(camera.fit / camera.scale),
    previous: () => show(at - 1),
    next: () => show(at + 1),
    close,
    words: () => {
      words.hidden = !words.hidden;
      buttons.words.setAttribute("aria-pressed", String(!words.hidden));
    },
  };
  for (const [name, button] of Object.entries(buttons)) button.addEventListener("click", () => deeds[name]());
  buttons.previous.hidden = buttons.next.hidden = links.length < 2;

  const ARROWS = { ArrowLeft: [1, 0, "left"], ArrowRight: [-1, 0, "right"], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  dialog.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    if (arrow && camera.whole && arrow[2]) step(arrow[2]);
    else if (arrow) {
      camera.move(arrow[0] * FAR, arrow[1] * FAR);
      draw(true);
    } else if (event.key === "+" || event.key === "=") deeds.in();
    else if (event.key === "-" || event.key === "_") deeds.out();
    else if (event.key === "0") deeds.fit();
    else if (event.key === "1") middle(1 / camera.scale);
    else if (event.key === "Home") show(0);
    else if (event.key === "End") show(links.length - 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  hands(stage, {
    zoom: (factor, x, y) => {
      camera.zoom(factor, x, y);
      draw();
    },
    move: (across, down) => {
      camera.move(across, down);
      draw();
    },
    toggle,
    step,
    close,
    whole: () => camera.whole,
  });

  new ResizeObserver(() => {
    if (!dialog.open) return;
    camera.resize(room());
    draw();
  }).observe(stage);

  // The browser's own way back closes it, as people expect on a telephone.
  let leaving = false; // our own step back is under way, and closes nothing
  window.addEventListener("popstate", () => {
    if (!leaving && dialog.open) dialog.close();
    leaving = false;
  });
  dialog.addEventListener("close", () => {
    leaving = history.state?.viewer === true;
    if (leaving) history.back();
    links[at].focus();
    layer.replaceChildren();
  });

  links.forEach((link, index) =>
    link.addEventListener("click", (event) => {
      if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      dialog.showModal();
      if (!leaving) history.pushState({ viewer: true }, "");
      show(index);
      stage.focus();
    }),
  );
}

const dialog = document.querySelector("dialog[data-viewer]");
if (dialog && "showModal" in dialog) start(dialog);
