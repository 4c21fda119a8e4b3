// Messages that the server has not shown yet look like its own.
export function element(name, className, ...inside) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...inside);
  return made;
}

// spoken is what the fields of a form say: the words, and below them the details.
export const spoken = (fields) => fields.filter(([name, value]) => /^(body|want_)/.test(name) && value.trim?.())
  .sort().map(([, value]) => value).join("\n");

// messageBody is what a person wrote, in its paragraphs; other shapes come behind.
export function messageBody(text, ...more) {
  const body = element("div", "entry__body", ...paragraphs(text), ...more);
  if (/[\t|│`]| {2}/.test(text))
    import("./shapes.js").then(({ shape }) => shape(body, text, element, paragraphs), () => {});
  return body;
}

const paragraphs = (text) => text.replace(/^\s*\n/, "").trimEnd().split(/(?<=[^\n])\n\n/).map((part) => {
  const made = element("p", "", part);
  made.dir = "auto";
  return made;
});
