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
  if (["INPUT", "SELECT", "TEXTAREA", "BUTTON"].includes(node.tagName) || node.tabIndex === 0) {
    node.dataset.lmSuppressShortcuts = "true";
  }
  node.append(...children);
  return node;
}

// Indices and powers, by the rule of panels/typeset.py: what a learner typed stands in quotation marks and stays as it is.
const MARK = new RegExp([
  "“[^”]*”",
  "(?:(?<![A-Za-z0-9_])\\p{L}'?|(?<=[‖)]))_(?<below>\\{[^{}]*\\}|[A-Za-z]+|[0-9]+)",
  "(?<=[\\p{L}0-9‖)'])\\^(?<above>\\{[^{}]*\\}|[−+-]?[0-9]+(?:\\.[0-9]+)?|[A-Za-z]+)",
  "(?<=[0-9])e(?<power>[−+-][0-9]+)\\b",
].join("|"), "gu");

// The text with no line to be broken inside a relation such as ρ = 0.9, by the rule of panels/typeset.py.
function unbroken(text) {
  return text.replace(/“[^”]*”| ([=≈<>≤≥]) /gu, (whole, sign) => (sign ? `\u00a0${sign}\u00a0` : whole));
}

// −4 for -04, 5 for +05
const exponent = (signs) => String(Number(signs.replace("−", "-"))).replace("-", "−");

// The nodes of a text. Its plain signs are kept, out of sight, and what stands for them is not text: whoever copies
// it gets the plain text, and so does a screen reader.
function typeset(text) {
  const nodes = [];
  let end = 0;
  const hidden = (signs) => element("span", { class: "rnnviz-sign", text: signs });
  const shown = (tag, signs) => element(tag, { class: "rnnviz-shown", "data-signs": signs });
  for (const { index, 0: whole, groups } of text.matchAll(MARK)) {
    const small = groups.below ?? groups.above ?? groups.power;
    if (small === undefined) continue;
    const stop = index + whole.length;
    const start = stop - small.length - 1; // of the sign before it
    nodes.push(text.slice(end, start));
    if (groups.power) {
      nodes.push(hidden(text.slice(start, stop)), shown("span", "×10"), shown("sup", exponent(small)));
    } else {
      const [, open, inner, close] = small.match(/^(\{?)(.*?)(\}?)$/s);
      nodes.push(hidden(text[start] + open), element(groups.below ? "sub" : "sup", { text: inner }), hidden(close));
    }
    end = stop;
  }
  return [...nodes, text.slice(end)];
}
