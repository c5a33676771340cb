// Gives blurhash.js a canvas that keeps what is drawn, and prints the pixels of each hash as they come out.
let drawn = null;
const context = {
  createImageData: (width, height) => ({ data: new Uint8ClampedArray(4 * width * height) }),
  putImageData: (image) => { drawn = image; },
};
globalThis.document = { createElement: () => ({ getContext: () => context }) };
const { blurred } = await import("../../fediart/static/blurhash.js");
for (const hash of process.argv.slice(2)) console.log(JSON.stringify(blurred(hash) && [...drawn.data]));
