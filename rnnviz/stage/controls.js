// The controls of a lab, built from the parameters that it declares.

const SILENCE = 4000; // milliseconds without an answer before the learner is told

function render({ model, el }) {
  // Every widget has a copy of this module of its own: counting here would give all labs of a page the same ids.
  const family = `rnnviz-${Math.random().toString(36).slice(2)}`;
  const form = element("div", { class: "rnnviz-parameters", role: "group", "aria-label": `${model.get("title")}: parameters` });
  const presets = element("div", { class: "rnnviz-presets", role: "group", "aria-label": `${model.get("title")}: presets` });
  const status = element("p", { class: "rnnviz-status", role: "status" });
  el.classList.add("rnnviz-controls");
  el.append(presets, form, status);

  const inputs = new Map(); // name -> { show(value), busy() }
  let pending = {};
  let underWay = 0;
  let seq = 0; // of the last message sent
  let alarm = 0;

  // `data-waiting` says that the kernel has not answered yet.
  function send(message) {
    underWay = ++seq;
    el.dataset.waiting = underWay;
    clearTimeout(alarm);
    alarm = setTimeout(() => {
      underWay = 0;
      status.textContent = "The kernel does not answer. If it has stopped, restart it and run this cell again.";
    }, SILENCE);
    const stage = el.closest(".rnnviz-lab")?.querySelector(".rnnviz-stage");
    const moment = stage?.dataset.time ? { t: Number(stage.dataset.time) } : {};
    try {
      model.send({ ...message, ...moment, seq });
    } catch {
      underWay = 0;
    }
  }

  function change(name, value) {
    pending[name] = value;
    if (!underWay) flush();
  }

  function flush() {
    if (Object.keys(pending).length === 0) return;
    const changes = pending;
    pending = {};
    send({ type: "set", changes });
  }

  // A button comes after what was moved before it; a preset and a reset leave nothing of that.
  function press(message) {
    if (message.type === "action") flush();
    else pending = {};
    send(message);
  }

  const builders = {
    number(spec, id) {
      const toSlider = (v) => (spec.log ? Math.log10(v) : v);
      const fromSlider = (v) => (spec.log ? Number((10 ** v).toPrecision(3)) : v);
      const slider = element("input", {
        type: "range", id: `${id}-input`, title: spec.help,
        oninput: () => {
          const value = fromSlider(Number(slider.value));
          box.value = value;
          change(spec.name, value);
        },
      });
      const box = element("input", {
        type: "number", class: "rnnviz-box", step: "any", "aria-label": `${spec.label}, exact value`,
        onchange: () => change(spec.name, box.value === "" ? null : Number(box.value)),
        onkeydown: (event) => event.stopPropagation(),
      });
      return {
        nodes: [element("label", { class: "rnnviz-label", for: `${id}-input`, formula: spec.label }), box, slider],
        refresh(now) {
          slider.min = toSlider(now.low);
          slider.max = toSlider(now.high);
          slider.step = spec.log ? 0.05 : now.step;
        },
        show(value) {
          slider.value = toSlider(value);
          slider.setAttribute("aria-valuetext", `${spec.label} ${value}`);
          box.value = Number(Number(value).toPrecision(6));
        },
      };
    },
    choice(spec, id) {
      const select = element("select", {
        id: `${id}-input`, title: spec.help, onchange: () => change(spec.name, select.value),
      });
      return {
        nodes: [element("label", { class: "rnnviz-label", for: `${id}-input`, formula: spec.label }), select],
        refresh(now) {
          const options = now.options.map((option) => element("option", { value: option, text: option }));
          select.replaceChildren(...options);
          if (spec.name in model.get("values")) select.value = model.get("values")[spec.name];
        },
        show: (value) => { select.value = value; },
      };
    },
    toggle(spec, id) {
      const box = element("input", {
        type: "checkbox", id: `${id}-input`, title: spec.help, onchange: () => change(spec.name, box.checked),
      });
      return {
        nodes: [element("label", { class: "rnnviz-label", for: `${id}-input`, formula: spec.label }), box],
        show: (value) => { box.checked = value; },
      };
    },
    text(spec, id) {
      const area = element("textarea", {
        id: `${id}-input`, rows: "2", title: spec.help, spellcheck: "false",
        oninput: () => change(spec.name, area.value),
        onkeydown: (event) => event.stopPropagation(),
      });
      return {
        nodes: [element("label", { class: "rnnviz-label", for: `${id}-input`, formula: spec.label }), area],
        show: (value) => { if (document.activeElement !== area) area.value = value; },
      };
    },
    action(spec) {
      const node = element("button", { type: "button", text: spec.label, title: spec.help, onclick: () => press({ type: "action", name: spec.name }) });
      return { nodes: [node], show: () => {} };
    },
  };

  // A slider that is being dragged must stay the same element, so that specs are refreshed in place.
  function build() {
    const specs = model.get("specs");
    if (specs.map((spec) => spec.name).join() !== [...inputs.keys()].join()) {
      inputs.clear();
      form.replaceChildren();
      for (const spec of specs) {
        const input = builders[spec.kind](spec, `${family}-${spec.name}`);
        input.cell = element("div", { class: `rnnviz-parameter rnnviz-${spec.kind}`, "data-name": spec.name }, ...input.nodes);
        inputs.set(spec.name, input);
        form.append(input.cell);
      }
    }
    for (const spec of specs) {
      const input = inputs.get(spec.name);
      input.refresh?.(spec);
      input.cell.classList.toggle("rnnviz-off", spec.disabled);
      for (const node of input.nodes) node.disabled = spec.disabled;
    }
    show();
  }

  function show() {
    const values = model.get("values");
    for (const [name, input] of inputs) {
      if (name in values && !(name in pending)) input.show(values[name]);
    }
  }

  function buildPresets() {
    presets.replaceChildren();
    for (const name of model.get("presets")) {
      presets.append(element("button", {
        type: "button", text: name, "aria-pressed": String(name === model.get("preset")),
        onclick: () => press({ type: "preset", name }),
      }));
    }
    presets.append(element("button", { type: "button", class: "rnnviz-reset", text: "Reset", onclick: () => press({ type: "reset" }) }));
  }

  const tell = () => status.replaceChildren(...typeset(model.get("status")));
  const answered = (message) => {
    if (message.type !== "ack" || message.seq !== seq) return; // late is not too late: the alarm is taken back
    clearTimeout(alarm);
    underWay = 0;
    delete el.dataset.waiting;
    tell();
    show();
    flush();
  };
  model.on("change:specs", build);
  model.on("change:values", show);
  model.on("change:presets", buildPresets);
  model.on("change:preset", buildPresets);
  model.on("change:status", tell);
  model.on("msg:custom", answered);
  build();
  buildPresets();
  tell();
  return () => clearTimeout(alarm);
}

export default { render };
