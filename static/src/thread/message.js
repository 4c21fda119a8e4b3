// Messages that the server has not shown yet look like its own.
export function element(name, className, ...inside) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...inside);
  return made;
}

// messageBody is what a person wrote.
export const messageBody = (text, ...more) =>
  element("div", "entry__body", element("p", "", text.replace(/^\s*\n|\s+$/g, "")), ...more);
