// A film in the browser: PNG files as they arrive, decoded shortly before they are shown.

const CACHE = 24; // decoded frames kept: each is several megabytes
const AHEAD = 6; // frames decoded before they are due

function decode(png) {
  return createImageBitmap(new Blob([png], { type: "image/png" }));
}

// The frames of the newest film by their place in time, as many as have come. All views of a lab share it.
function reel() {
  return {
    version: -1,
    frames: [],
    captions: [],
    grown: 0, // when frames came last
    take({ version, places, captions }, pngs) {
      if (version < this.version) return;
      this.grown = performance.now();
      if (version > this.version) Object.assign(this, { version, frames: [], captions: [] });
      places.forEach((place, i) => {
        this.frames[place] = pngs[i];
        this.captions[place] = captions[i];
      });
    },
  };
}

// Decodes the frames of a reel. The one asked for least lately is let go first.
function projector(film) {
  const bitmaps = new Map();
  let version = film.version;
  const bitmap = (i) => {
    const image = bitmaps.get(i) ?? decode(film.frames[i]);
    bitmaps.delete(i);
    bitmaps.set(i, image);
    if (bitmaps.size > CACHE) {
      const [oldest, spent] = bitmaps.entries().next().value;
      spent.then((bitmap) => bitmap.close()).catch(() => {});
      bitmaps.delete(oldest);
    }
    return image;
  };
  function clear() {
    for (const image of bitmaps.values()) image.then((b) => b.close()).catch(() => {});
    bitmaps.clear();
  }
  return {
    clear,
    frame(i) {
      if (version !== film.version) clear();
      version = film.version;
      const image = bitmap(i);
      for (let k = i + 1; k <= i + AHEAD && film.frames[k]; k++) bitmap(k);
      return image;
    },
  };
}
