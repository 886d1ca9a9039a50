// A film in the browser: PNG files, decoded shortly before they are shown.

const CACHE = 24; // decoded frames kept: each is several megabytes
const AHEAD = 6; // frames decoded before they are due

function decode(png) {
  return createImageBitmap(new Blob([png], { type: "image/png" }));
}

// The frame asked for least lately is let go first.
function projector() {
  const bitmaps = new Map();
  let frames = [];
  const bitmap = (i) => {
    const image = bitmaps.get(i) ?? decode(frames[i]);
    bitmaps.delete(i);
    bitmaps.set(i, image);
    if (bitmaps.size > CACHE) {
      const [oldest, spent] = bitmaps.entries().next().value;
      spent.then((bitmap) => bitmap.close()).catch(() => {});
      bitmaps.delete(oldest);
    }
    return image;
  };
  return {
    load(film) {
      for (const image of bitmaps.values()) image.then((b) => b.close()).catch(() => {});
      bitmaps.clear();
      frames = film;
    },
    frame(i) {
      const image = bitmap(i);
      for (let k = i + 1; k <= i + AHEAD && k < frames.length; k++) bitmap(k);
      return image;
    },
  };
}
