// A message stands in the thread while it is on its way. The server's own takes its
// place; if none comes, the text is where it was: in the box. A quick answer needs no
// stand-in, and those who hear the page hear of it from the line below the box.
const entries = document.getElementById("entries");
const SOON = 150;

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

// pend shows text as being sent, and returns how to take it away.
export function pend(form, text) {
  if (!entries || !text.trim()) return () => {};
  const note = form.elements.kind?.value === "note";
  const entry = element("article", `entry entry--wait entry--${note ? "note" : "mine"}`), body = element("div", "entry__body");
  entry.ariaHidden = "true";
  body.dir = "auto";
  body.append(element("p", "pending__text", text));
  entry.append(body, element("p", "entry__state", form.dataset.sending));
  const soon = setTimeout(() => {
    entries.append(entry);
    scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });
  }, SOON);
  return () => {
    clearTimeout(soon);
    entry.remove();
  };
}
