// A prediction: radio buttons, a button to commit, and feedback. Works without a kernel.

let serial = 0;

function render({ model, el }) {
  const group = `rnnviz-question-${++serial}`;
  const form = element("form", { class: "rnnviz-question" });
  const fieldset = element("fieldset", {}, element("legend", {}, element("b", {}, `${model.get("label")} `), ...typeset(model.get("marked").question)));
  const commit = element("button", { type: "submit", disabled: "" }, "Commit");
  const answer = element("p", { class: "rnnviz-answer", role: "status" });
  model.get("marked").options.forEach((option, i) => {
    const radio = element("input", { type: "radio", name: group, value: i });
    radio.addEventListener("change", () => { commit.disabled = false; });
    fieldset.append(element("label", {}, radio, " ", element("span", { formula: option })));
  });
  form.append(fieldset, commit, answer);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const picked = form.querySelector("input:checked");
    if (!picked) return;
    model.set("chosen", Number(picked.value));
    try {
      model.save_changes();
    } catch {
      // No kernel: the feedback needs none.
    }
    show();
  });

  function show() {
    const chosen = model.get("chosen");
    if (chosen < 0) return;
    const right = chosen === model.get("right");
    form.querySelectorAll("input")[chosen].checked = true;
    commit.disabled = false;
    form.dataset.right = right;
    answer.replaceChildren(element("b", {}, right ? "✓ Right. " : "✗ Not quite. "), ...typeset(model.get("marked").feedback[chosen]));
  }
  model.on("change:chosen", show);
  el.classList.add("rnnviz-card");
  el.append(form);
  show();
}

export default { render };
