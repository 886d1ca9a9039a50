// The browser's side of a Stage: paints frames, plays and scrubs films, reports where the learner points.
// `mount` needs no kernel: a saved page calls it with a film of its own.

const REDUCED = window.matchMedia("(prefers-reduced-motion: reduce)");
const SPEEDS = [0.25, 0.5, 1, 2, 4];
const BESIDE = { full: 860, small: 700 }; // pixels of a lab's width from which its controls stand beside the picture
const TIGHT = 600; // and below which its bars are wrapped
const SETTLED = 150; // milliseconds without a new setting after which its film is asked for while playing
const PATIENCE = 10000; // milliseconds after which a film of which nothing has come is asked for again

const SHAPES = {
  play: "M4 2 L14 8 L4 14 Z",
  pause: "M3 2 H7 V14 H3 Z M9 2 H13 V14 H9 Z",
  back: "M12 2 L5 8 L12 14 Z M2 2 H4 V14 H2 Z",
  forward: "M4 2 L11 8 L4 14 Z M12 2 H14 V14 H12 Z",
};

function icon(shape) {
  const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  for (const [name, value] of Object.entries({ viewBox: "0 0 16 16", width: 12, height: 12, "aria-hidden": true })) {
    svg.setAttribute(name, value);
  }
  path.setAttribute("d", SHAPES[shape]);
  path.setAttribute("fill", "currentColor");
  svg.append(path);
  return svg;
}

export function mount(el, source) {
  const headline = element("strong", { class: "rnnviz-headline" });
  const details = element("span", { class: "rnnviz-details" });
  const caption = element("p", { class: "rnnviz-caption", "aria-live": "polite" }, headline, " ", details);
  const canvas = element("canvas");
  const root = element("div", { class: "rnnviz-stage", role: "img", tabindex: "0", "aria-label": "" }, canvas);
  const picture = element("div", { class: "rnnviz-picture" }, root);
  const chips = element("div", { class: "rnnviz-chips", role: "group", "aria-label": "Views" });
  const button = (label, shape, action) => {
    const node = element("button", { type: "button", "aria-label": label, title: label, onclick: action });
    node.append(icon(shape));
    return node;
  };
  const play = button("Play", "play", () => toggle());
  const back = button("One step back", "back", () => step(-1));
  const forward = button("One step forward", "forward", () => step(1));
  const scrubber = element("input", {
    type: "range", min: "0", max: "0", step: "1", value: "0", "aria-label": "Time",
    oninput: () => { pause(); moveTo(Number(scrubber.value)); },
  });
  const moment = element("input", {
    type: "number", class: "rnnviz-box", "aria-label": "Time, exact", step: "1",
    onchange: () => { pause(); moveTo(nearest(Number(moment.value))); },
  });
  const label = element("output", { class: "rnnviz-moment" });
  const speed = element("select", { "aria-label": "Speed", title: "Speed" });
  for (const factor of SPEEDS) {
    speed.append(element("option", { value: factor, text: `${factor}×` }));
  }
  speed.value = "1";
  const save = element("select", { "aria-label": "Save the picture", title: "Save the picture", onchange: () => download() });
  save.append(element("option", { value: "", text: "Save…" }));
  for (const kind of source.formats) save.append(element("option", { value: kind, text: kind.toUpperCase() }));
  const playback = element("div", { class: "rnnviz-playback" }, back, play, forward, scrubber, moment, label, speed);
  const bar = element("div", { class: "rnnviz-bar", role: "group", "aria-label": "Playback" }, playback, save);
  playback.addEventListener("pointerenter", () => { if (count() > 1) ask(); });
  el.classList.add("rnnviz-figure");
  el.append(caption, chips, picture, bar);

  const context = canvas.getContext("2d");
  const { film } = source;
  const { frame: decoded, clear } = projector(film);
  const mail = outbox({ send: source.send, waiting: (seq) => { asking = seq > 0; markWaiting(); } });
  let index = 0;
  let painted = 0;
  let newest = 0; // of several frames that are being decoded, only the last asked for is painted
  let playing = false;
  let clock = 0;
  let lastTick = 0;
  let settling = 0;
  let advanced = 0; // when a frame of the film was last shown
  let renewed = 0; // when the kernel last sent a frame
  let asked = { version: -1, at: 0 }; // the film asked for last
  let asking = false; // whether a message to the kernel is under way
  let decoding = false; // whether what was asked for last is still to be painted

  const frame = () => source.get("frame");
  const timeline = () => source.get("timeline");
  const count = () => timeline().positions?.length ?? 0;
  const ready = (i) => film.version === frame().version && Boolean(film.frames[i]);
  const time = () => timeline().positions?.[index] ?? 0;

  function nearest(t) {
    let best = 0;
    timeline().positions.forEach((position, i) => {
      if (Math.abs(position - t) < Math.abs(timeline().positions[best] - t)) best = i;
    });
    return best;
  }

  function markWaiting() {
    root.toggleAttribute("data-waiting", asking || decoding);
  }

  async function paint(image, at, captions) {
    const turn = ++newest;
    decoding = true;
    markWaiting();
    let bitmap;
    try {
      bitmap = await image;
    } catch {
      return; // closed while it was being decoded: a newer one is on its way
    }
    if (turn !== newest) return;
    decoding = false;
    markWaiting();
    if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) {
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
    }
    context.drawImage(bitmap, 0, 0);
    index = at;
    root.dataset.index = at;
    root.dataset.time = time(); // controls send it along, so that a change keeps the moment that is shown
    root.dataset.painted = ++painted;
    tell(captions);
  }

  function tell(captions) {
    const [first, ...rest] = captions;
    headline.replaceChildren(...typeset(first ?? []));
    details.replaceChildren(...rest.flatMap((text, i) => (i ? [" ", ...typeset(text)] : typeset(text))));
    root.setAttribute("aria-label", captions.map(plain).join(" "));
    if (count()) {
      scrubber.value = index;
      const text = timeline().labels[index] ?? "";
      scrubber.setAttribute("aria-valuetext", text);
      label.textContent = text;
      if (document.activeElement !== moment) moment.value = Number(time().toFixed(2));
    }
  }

  function paintLive() {
    const live = frame();
    if (!live.png) return;
    const [width, height] = live.size;
    root.style.maxWidth = bar.style.maxWidth = `${width}px`;
    root.style.aspectRatio = `${width} / ${height}`;
    renewed = performance.now();
    paint(decode(live.png), live.index, live.captions);
  }

  // One chip a view, pressed while it is shown; the last one stays.
  function showChips() {
    const views = source.get("chips") ?? [];
    const shown = () => (source.get("chips") ?? []).filter((view) => view.shown).map((view) => view.name);
    if (views.map((view) => view.name).join() !== [...chips.children].map((chip) => chip.dataset.view).join()) {
      chips.replaceChildren(...views.map(({ name, label: text }) => element("button", {
        type: "button", text, "data-view": name,
        onclick: () => {
          const names = shown().includes(name) ? shown().filter((other) => other !== name) : [...shown(), name];
          if (names.length) mail.post({ type: "views", names, t: time() });
        },
      })));
    }
    chips.hidden = views.length === 0;
    views.forEach((view, i) => chips.children[i].setAttribute("aria-pressed", String(view.shown)));
  }

  function showTimeline() {
    playback.hidden = count() < 2;
    scrubber.max = Math.max(0, count() - 1);
    if (count()) {
      moment.min = Math.min(...timeline().positions); // time may run backward
      moment.max = Math.max(...timeline().positions);
    }
  }

  function show(i) {
    index = i;
    return paint(decoded(i), i, film.captions[i]);
  }

  function moveTo(i) {
    if (!count()) return;
    i = Math.min(Math.max(i, 0), count() - 1);
    if (ready(i)) {
      show(i);
      settle();
    } else {
      index = i;
      mail.post({ type: "time", t: time() });
      ask();
    }
  }

  // Have the kernel send the film of what is shown, unless it is here or on its way.
  function ask() {
    const { version } = frame();
    const now = performance.now();
    const here = film.version === version && film.frames.filter(Boolean).length === count();
    if (here || (asked.version === version && now - Math.max(asked.at, film.grown) < PATIENCE)) return;
    asked = { version, at: now };
    mail.post({ type: "film", t: time() });
  }

  // Once the picture rests, tell the kernel where: the next change of a parameter starts from there.
  function settle() {
    clearTimeout(settling);
    settling = setTimeout(() => mail.post({ type: "time", t: time(), settled: true }), 200);
  }

  function step(direction) {
    pause();
    const stops = timeline().stops;
    const next = direction > 0 ? stops.find((i) => i > index) : stops.findLast((i) => i < index);
    if (next !== undefined) moveTo(next);
  }

  function toggle() {
    if (playing) pause();
    else start();
  }

  function start() {
    if (count() < 2) return;
    if (index >= count() - 1) index = 0;
    playing = true;
    clock = 0;
    clearTimeout(settling); // it does not rest any more
    lastTick = advanced = performance.now();
    play.replaceChildren(icon("pause"));
    play.setAttribute("aria-label", "Pause");
    caption.setAttribute("aria-live", "off");
    requestAnimationFrame(tick);
  }

  function pause() {
    if (!playing) return;
    playing = false;
    play.replaceChildren(icon("play"));
    play.setAttribute("aria-label", "Play");
    caption.setAttribute("aria-live", "polite");
    label.textContent = timeline().labels[index] ?? "";
    settle();
  }

  function tick(now) {
    if (!playing) return;
    const next = REDUCED.matches ? stopAfter(index) : index + 1;
    if (!ready(next)) waitFor(now);
    else if (REDUCED.matches) jump(next, now);
    else roll(now);
    if (index >= count() - 1) pause();
    else requestAnimationFrame(tick);
  }

  function waitFor(now) {
    if (now - renewed > SETTLED) ask();
    if (now - advanced > 300) label.textContent = "preparing…";
    lastTick = now;
  }

  // On by as many frames as the time has passed for, as far as they have come.
  function roll(now) {
    clock += ((now - lastTick) / 1000) * Number(speed.value);
    lastTick = now;
    let frames = Math.floor(clock / timeline().seconds);
    clock -= frames * timeline().seconds;
    while (frames > 0 && !ready(index + frames)) frames--;
    if (frames > 0) {
      show(index + frames);
      advanced = now;
    }
  }

  const stopAfter = (i) => timeline().stops.find((stop) => stop > i) ?? count() - 1;

  // Reduced motion: from one whole step to the next, nothing in between.
  function jump(next, now) {
    if (now - advanced < 800 / Number(speed.value)) return;
    show(next);
    advanced = now;
  }

  let grip = null; // where the picture stood when it was pressed: a drag goes by that, whatever moves meanwhile
  function position(event) {
    const box = grip ?? canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height];
  }

  function timeBox(x, y) {
    return (source.get("pointing").time ?? []).find(([l, r, b, t]) => x >= l && x <= r && y >= b && y <= t);
  }

  let scrubbing = null;
  function report(kind, event) {
    const [x, y] = position(event);
    mail.post({ type: "pointer", kind, x, y, t: time() }, `pointer-${kind}`);
  }
  function scrubAt(event) {
    const [left, right, , , first, last] = scrubbing;
    const t = first + ((position(event)[0] - left) / (right - left)) * (last - first);
    const i = nearest(t);
    moveTo(timeline().stops.reduce((best, s) => (Math.abs(s - i) < Math.abs(best - i) ? s : best)));
  }
  root.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    root.setPointerCapture(event.pointerId);
    grip = canvas.getBoundingClientRect();
    scrubbing = count() > 1 ? timeBox(...position(event)) : null;
    if (scrubbing) {
      pause();
      scrubAt(event);
    }
    report("press", event);
  });
  root.addEventListener("pointermove", (event) => {
    const pressed = event.buttons & 1;
    if (pressed && scrubbing) scrubAt(event);
    else if (pressed) report("drag", event);
    else if (source.get("pointing").hover) report("move", event);
  });
  root.addEventListener("lostpointercapture", () => { scrubbing = grip = null; });
  root.addEventListener("keydown", (event) => {
    const right = timeline().positions?.at(-1) < timeline().positions?.[0] ? -1 : 1; // where time runs backward
    const actions = {
      ArrowRight: () => step(right), ArrowLeft: () => step(-right), " ": toggle,
      Home: () => { pause(); moveTo(0); }, End: () => { pause(); moveTo(count() - 1); },
    };
    const action = event.target === root && count() > 1 ? actions[event.key] : undefined;
    if (action) {
      event.preventDefault();
      event.stopPropagation();
      action();
    }
  });

  function download() {
    const kind = save.value;
    save.value = "";
    if (kind && source.offline) canvas.toBlob((blob) => offer(`${document.title}.png`, blob));
    else if (kind) mail.post({ type: "save", format: kind, t: time() });
  }
  function offer(name, blob) {
    const link = element("a", { href: URL.createObjectURL(blob), download: name });
    link.click();
    URL.revokeObjectURL(link.href);
  }

  // Controls beside the picture where there is room; returns the width that this leaves to the picture.
  function arranged() {
    const lab = el.closest(".rnnviz-lab");
    if (lab) {
      const width = lab.clientWidth;
      const controls = lab.querySelector(".rnnviz-controls");
      const room = BESIDE[lab.classList.contains("rnnviz-small") ? "small" : "full"];
      lab.dataset.room = controls && width >= room ? "beside" : width < TIGHT ? "tight" : "below";
    }
    return Math.floor(picture.clientWidth / 10) * 10;
  }

  // What this view is: the kernel paints for it.
  let said = "";
  let room = 0; // the width it had when it was last laid out: out of view it has none, and may change its theme
  function hello() {
    if (!el.isConnected) return;
    room = arranged() || room;
    const message = {
      type: "hello",
      theme: document.body.dataset.jpThemeLight === "false" ? "dark" : "light",
      scale: Math.min(2, window.devicePixelRatio || 1),
      width: room || null, // never laid out yet: the kernel takes its own
    };
    const saying = JSON.stringify(message);
    if (saying !== said) mail.post(message);
    said = saying;
  }

  const changes = {
    "change:frame": paintLive,
    "change:timeline": showTimeline,
    "change:chips": showChips,
    "msg:custom": (message, buffers) => {
      if (message.type === "ack" && mail.answered(message.seq)) mail.flush();
      if (message.type === "file") offer(message.name, new Blob(buffers));
    },
  };
  for (const [name, action] of Object.entries(changes)) source.on(name, action);
  const themes = new MutationObserver(hello);
  themes.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  const widths = new ResizeObserver(hello);
  widths.observe(picture);

  // A caption that has needed a line keeps it, so that the picture does not jump to and fro below it.
  let [wide, high] = [0, 0];
  const heights = new ResizeObserver(() => {
    const { width } = caption.getBoundingClientRect();
    if (width !== wide) {
      caption.style.minHeight = "";
      [wide, high] = [width, 0];
    }
    high = Math.max(high, caption.getBoundingClientRect().height);
    caption.style.minHeight = `${high}px`;
  });
  heights.observe(caption);
  showTimeline();
  showChips();
  paintLive();

  return () => {
    playing = false;
    clearTimeout(settling);
    mail.close();
    themes.disconnect();
    widths.disconnect();
    heights.disconnect();
    for (const [name, action] of Object.entries(changes)) source.off(name, action);
    clear();
  };
}

export default () => {
  const film = reel(); // all views of the lab play the same
  return {
    initialize({ model }) {
      model.on("msg:custom", (message, pngs) => { if (message.type === "film") film.take(message, pngs); });
    },
    render({ model, el }) {
      return mount(el, {
        film,
        formats: ["png", "gif", "html"],
        get: (name) => model.get(name),
        on: (name, action) => model.on(name, action),
        off: (name, action) => model.off(name, action),
        send: (message) => {
          try {
            model.send(message);
          } catch {
            // The kernel is gone: the film goes on without it.
          }
        },
      });
    },
  };
};
