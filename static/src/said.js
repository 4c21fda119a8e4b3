export function element(name, className, ...inside) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...inside);
  return made;
}

// said is what a person wrote, before the server has said it: it looks the same.
export const said = (text, ...more) => element("div", "entry__body", element("p", "", text.replace(/^\s*\n|\s+$/g, "")), ...more);
