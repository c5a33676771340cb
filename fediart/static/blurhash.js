// Reads a blurhash (the thirty letters that stand for a blurred picture) and draws it onto a small canvas.

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";
const SIDE = 20; // pixels; the browser smooths it to any size

const number = (text) => [...text].reduce((sum, letter) => sum * 83 + LETTERS.indexOf(letter), 0);
const toLinear = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
const toByte = (value) => {
  const part = Math.min(1, Math.max(0, value));
  return Math.round(255 * (part <= 0.0031308 ? part * 12.92 : 1.055 * part ** (1 / 2.4) - 0.055));
};
const signedSquare = (value) => Math.sign(value) * value * value;

function colours(hash) {
  const most = (number(hash[1]) + 1) / 166;
  const first = number(hash.slice(2, 6));
  const found = [[first >> 16, (first >> 8) & 255, first & 255].map(toLinear)];
  for (let at = 6; at < hash.length; at += 2) {
    const one = number(hash.slice(at, at + 2));
    found.push([Math.floor(one / 361), Math.floor(one / 19) % 19, one % 19].map((part) => signedSquare((part - 9) / 9) * most));
  }
  return found;
}

// A canvas, or null for what is no blurhash.
export function blurred(hash) {
  if (hash.length < 6 || [...hash].some((letter) => !LETTERS.includes(letter))) return null;
  const across = (number(hash[0]) % 9) + 1;
  const down = Math.floor(number(hash[0]) / 9) + 1;
  if (hash.length !== 4 + 2 * across * down) return null;
  const parts = colours(hash);
  const canvas = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE, className: "blur" });
  const context = canvas.getContext("2d");
  if (!context) return null;
  const drawn = context.createImageData(SIDE, SIDE);
  const waves = Array.from({ length: 9 }, (_, many) => Array.from({ length: SIDE }, (_, at) => Math.cos((Math.PI * at * many) / SIDE)));
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const sum = [0, 0, 0];
      for (let v = 0; v < down; v++) {
        for (let u = 0; u < across; u++) {
          const basis = waves[u][x] * waves[v][y];
          const colour = parts[u + v * across];
          for (let part = 0; part < 3; part++) sum[part] += colour[part] * basis;
        }
      }
      drawn.data.set([...sum.map(toByte), 255], 4 * (x + y * SIDE));
    }
  }
  context.putImageData(drawn, 0, 0);
  return canvas;
}
