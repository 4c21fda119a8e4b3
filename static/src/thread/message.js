// Messages that the server has not shown yet look like its own.
export function element(name, className, ...inside) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...inside);
  return made;
}

// messageBody is what a person wrote, in its paragraphs.
export const messageBody = (text, ...more) => element("div", "entry__body",
  ...text.replace(/^\s*\n|\s+$/g, "").split(/(?<=[^\n])\n\n/).map(paragraph), ...more);

function paragraph(text) {
  const made = element("p", "", text);
  made.dir = "auto";
  if (/[\t|│]| {2}/.test(text)) import("./columns.js").then(({ columns }) => columns(made), () => {});
  return made;
}
