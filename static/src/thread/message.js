// Messages that the server has not shown yet look like its own.
export function element(name, className, ...inside) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...inside);
  return made;
}

// messageBody is what a person wrote, in its paragraphs; other shapes come behind.
export function messageBody(text, ...more) {
  const body = element("div", "entry__body", ...paragraphs(text), ...more);
  if (/[\t|│`]| {2}/.test(text))
    import("./shapes.js").then(({ shape }) => shape(body, text, element, paragraphs), () => {});
  return body;
}

const paragraphs = (text) => text.replace(/^\s*\n|\s+$/g, "").split(/(?<=[^\n])\n\n/).map((part) => {
  const made = element("p", "", part);
  made.dir = "auto";
  return made;
});
