// The controls of a lab, built from the parameters that it declares.

function render({ model, el }) {
  // Every widget has a copy of this module of its own: counting here would give all labs of a page the same ids.
  const family = `rnnviz-${Math.random().toString(36).slice(2)}`;
  const title = model.get("title");
  const core = element("div", { class: "rnnviz-parameters", role: "group", "aria-label": `${title}: parameters` });
  const rest = element("div", { class: "rnnviz-parameters" });
  const summary = element("summary");
  const more = element("details", { class: "rnnviz-more" }, summary, rest);
  const presets = element("div", { class: "rnnviz-presets", role: "group", "aria-label": `${title}: presets` });
  const status = element("p", { class: "rnnviz-status", role: "status" });
  const reset = element("button", {
    type: "button", class: "rnnviz-reset", text: "Reset", onclick: () => press({ type: "reset" }),
  });
  el.classList.add("rnnviz-controls");
  el.append(presets, core, more, status);

  const inputs = new Map(); // name -> { nodes, show(value), refresh(spec) }
  const mail = outbox({
    send(message) {
      const stage = el.closest(".rnnviz-lab")?.querySelector(".rnnviz-stage");
      const moment = stage?.dataset.time ? { t: Number(stage.dataset.time) } : {};
      try {
        model.send({ ...message, ...moment });
      } catch {
        // The kernel is gone: the outbox says so after a while.
      }
    },
    silent() {
      status.textContent = "The kernel does not answer. If it has stopped, restart it and run this cell again.";
    },
    // `data-waiting` says that the kernel has not answered yet.
    waiting(seq) {
      if (seq) el.dataset.waiting = seq;
      else delete el.dataset.waiting;
    },
  });
  const pending = (name) => name in (mail.waits("set")?.changes ?? {});

  function change(name, value) {
    mail.post({ type: "set", changes: { [name]: value } }, "set", (older, newer) => ({
      ...newer, changes: { ...older.changes, ...newer.changes },
    }));
  }

  // A button comes after what was moved before it; a preset and a reset leave nothing of that.
  function press(message) {
    if (message.type !== "action") mail.forget("set");
    mail.post(message);
  }

  const label = (spec, id) => element("label", { class: "rnnviz-label", for: id, formula: spec.formula });
  const builders = {
    number(spec, id) {
      const toSlider = (v) => (spec.log ? Math.log10(v) : v);
      const fromSlider = (v) => (spec.log ? Number((10 ** v).toPrecision(3)) : v);
      const slider = element("input", {
        type: "range", id, title: spec.help,
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
        nodes: [label(spec, id), box, slider],
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
      const select = element("select", { id, title: spec.help, onchange: () => change(spec.name, select.value) });
      return {
        nodes: [label(spec, id), select],
        refresh(now) {
          if (now.options.join("\n") !== [...select.options].map((option) => option.value).join("\n")) {
            select.replaceChildren(...now.options.map((option) => element("option", { value: option, text: option })));
          }
          if (spec.name in model.get("values")) select.value = model.get("values")[spec.name];
        },
        show: (value) => { select.value = value; },
      };
    },
    toggle(spec, id) {
      const box = element("input", {
        type: "checkbox", id, title: spec.help, onchange: () => change(spec.name, box.checked),
      });
      return { nodes: [label(spec, id), box], show: (value) => { box.checked = value; } };
    },
    text(spec, id) {
      const area = element("textarea", {
        id, rows: "3", title: spec.help, spellcheck: "false",
        oninput: () => change(spec.name, area.value),
        onkeydown: (event) => event.stopPropagation(),
      });
      return {
        nodes: [label(spec, id), area],
        show: (value) => { if (document.activeElement !== area) area.value = value; },
      };
    },
    action(spec) {
      const node = element("button", {
        type: "button", text: spec.label, title: spec.help, onclick: () => press({ type: "action", name: spec.name }),
      });
      return { nodes: [node], show: () => {} };
    },
  };

  // A slider that is being dragged must stay the same element, so that specs are refreshed in place.
  function build() {
    const specs = model.get("specs");
    if (specs.map((spec) => spec.name).join() !== [...inputs.keys()].join()) {
      inputs.clear();
      core.replaceChildren();
      rest.replaceChildren();
      for (const spec of specs) {
        const input = builders[spec.kind](spec, `${family}-${spec.name}`);
        input.cell = element("div", { class: `rnnviz-parameter rnnviz-${spec.kind}`, "data-name": spec.name }, ...input.nodes);
        inputs.set(spec.name, input);
        (spec.core ? core : rest).append(input.cell);
      }
      const folded = specs.filter((spec) => !spec.core);
      more.hidden = folded.length === 0;
      summary.textContent = `More: ${folded.map((spec) => spec.label).join(", ")}`;
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
      if (name in values && !pending(name)) input.show(values[name]);
    }
  }

  function buildPresets() {
    const names = model.get("presets");
    presets.replaceChildren(...names.map((name) => element("button", {
      type: "button", text: name, "data-preset": name, onclick: () => press({ type: "preset", name }),
    })), reset);
    markPreset();
  }

  // The buttons stay, and so does the focus.
  function markPreset() {
    for (const button of presets.querySelectorAll("[data-preset]")) {
      button.setAttribute("aria-pressed", String(button.dataset.preset === model.get("preset")));
    }
  }

  const tell = () => status.replaceChildren(...typeset(model.get("status")));
  const answered = (message) => {
    if (message.type !== "ack" || !mail.answered(message.seq)) return;
    tell();
    show();
    mail.flush();
  };
  const changes = {
    "change:specs": build, "change:values": show, "change:presets": buildPresets, "change:preset": markPreset,
    "change:status": tell, "msg:custom": answered,
  };
  for (const [name, action] of Object.entries(changes)) model.on(name, action);
  build();
  buildPresets();
  tell();
  return () => {
    mail.close();
    for (const [name, action] of Object.entries(changes)) model.off(name, action);
  };
}

export default { render };
