// tell writes a sentence into a status line, with at most one thing to do about
// it: a link (href) or a button (press).
export function tell(line, sentence = "", action) {
  if (!line) return;
  line.textContent = sentence;
  if (!action?.words) return;
  const doing = document.createElement(action.href ? "a" : "button");
  if (action.href) doing.href = action.href;
  else doing.type = "button";
  doing.className = "link";
  doing.textContent = action.words;
  if (action.press) doing.addEventListener("click", action.press);
  line.append(" ", doing);
}

// line is where a form says how it goes.
export const line = (form) => form.querySelector("[data-say]");

// brief tells what holds until the next word is written.
export function brief(form, ...said) {
  const place = line(form);
  tell(place, ...said);
  const { lastChild } = place;
  form.addEventListener("input", () => place.lastChild === lastChild && tell(place), { once: true });
}

// fill puts values into a sentence of the catalogue: "{n} new".
export const fill = (sentence = "", values) => sentence.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
