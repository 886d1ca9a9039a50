// What every widget of the course needs to write a page. All text is set as text, never as markup.

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") node.textContent = value;
    else if (name === "formula") node.append(...typeset(value));
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== null) node.setAttribute(name, value);
  }
  // JupyterLab's shortcuts match the focused element itself: it must say that its keys are its own.
  if (["INPUT", "SELECT", "TEXTAREA", "BUTTON", "SUMMARY"].includes(node.tagName) || node.tabIndex === 0) {
    node.dataset.lmSuppressShortcuts = "true";
  }
  node.append(...children);
  return node;
}

// Pieces of a text, cut by `words.marked`. Its plain signs are kept, out of sight, and what stands for them is not
// text: whoever copies it gets the plain text, and so does a screen reader.
const PIECES = {
  text: (signs) => document.createTextNode(signs),
  sub: (signs) => element("sub", { text: signs }),
  sup: (signs) => element("sup", { text: signs }),
  sign: (signs) => element("span", { class: "rnnviz-sign", text: signs }),
  shown: (signs) => element("span", { class: "rnnviz-shown", "data-signs": signs }),
  power: (signs) => element("sup", { class: "rnnviz-shown", "data-signs": signs }),
};

function typeset(pieces) {
  return pieces.map(([kind, signs]) => PIECES[kind](signs));
}

function plain(pieces) {
  return pieces.map(([kind, signs]) => (kind === "shown" || kind === "power" ? "" : signs)).join("");
}
