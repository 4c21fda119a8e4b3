// setStatus writes a sentence into a status line, with at most one thing to do about
// it: a link (href) or a button (press). True: it is only for those who hear the
// page, where others see it elsewhere.
export function setStatus(line, sentence = "", action) {
  if (!line) return;
  line.textContent = sentence;
  line.toggleAttribute("data-heard", action === true);
  if (!action?.words) return;
  const doing = document.createElement(action.href ? "a" : "button");
  if (action.href) doing.href = action.href;
  else doing.type = "button";
  doing.className = "link";
  doing.textContent = action.words;
  if (action.press) doing.addEventListener("click", action.press);
  line.append(" ", doing);
}

// statusLine is where a form says how it goes.
export const statusLine = (form) => form.querySelector("[data-say]");

// fill puts values into a sentence of the catalogue: "{n} new".
export const fill = (sentence = "", values) => sentence.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
