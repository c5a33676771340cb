// Full detail: tiles of the picture over its largest file, only those that are seen, at the size that they are seen in.
// A tile of step 0 has the picture's own pixels; those of each further step are half as fine.

const MOST = 160; // tiles kept in the page

export function tileLayer(link) {
  const { tiles, tileSide, tileSteps, tileEnding } = link.dataset;
  if (!tiles) return null;
  return { base: tiles, side: Number(tileSide), steps: Number(tileSteps), ending: tileEnding, shown: new Map() };
}

// `fine` is how many pixels of the screen one pixel of the picture covers; `base` the same for the largest file.
export function showTiles(layer, into, camera, baseWidth) {
  const fine = camera.scale * window.devicePixelRatio;
  if (fine <= (baseWidth / camera.picture.width) * 1.05) return;
  const step = Math.min(layer.steps - 1, Math.max(0, Math.floor(Math.log2(1 / fine))));
  const side = layer.side * 2 ** step;
  const seen = camera.seen;
  for (let row = Math.floor(seen.top / side); row * side < seen.bottom; row += 1) {
    for (let column = Math.floor(seen.left / side); column * side < seen.right; column += 1) {
      put(layer, into, camera.picture, step, column, row, side);
    }
  }
  for (const [name, tile] of layer.shown) {
    if (layer.shown.size <= MOST) break;
    layer.shown.delete(name);
    tile.remove();
  }
}

function put(layer, into, picture, step, column, row, side) {
  const name = `${step}-${column}-${row}`;
  const known = layer.shown.get(name);
  if (known) {
    layer.shown.delete(name); // the last that were seen are the last to go
    layer.shown.set(name, known);
    return;
  }
  const tile = new Image();
  tile.alt = "";
  tile.draggable = false;
  tile.decoding = "async";
  tile.className = "viewer-tile";
  tile.style.left = `${column * side}px`;
  tile.style.top = `${row * side}px`;
  tile.style.width = `${Math.min(side, picture.width - column * side)}px`;
  tile.style.height = `${Math.min(side, picture.height - row * side)}px`;
  tile.style.zIndex = String(layer.steps - step);
  tile.addEventListener("load", () => tile.classList.add("seen"), { once: true });
  tile.addEventListener("error", () => tile.remove(), { once: true }); // the largest file below it stays
  tile.src = `${layer.base}/${name}.${layer.ending}`;
  layer.shown.set(name, tile);
  into.append(tile);
}
