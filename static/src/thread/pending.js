// A message stands in the thread while it is on its way. The server's own takes its
// place; if none comes, the text is where it was: in the box. A quick answer needs no
// stand-in, and those who hear the page hear of it from the line below the box.
import { element, messageBody } from "./message.js";

const entries = document.getElementById("entries");
const SOON = 150;

// pend shows text as being sent, and returns how to take it away.
export function pend(form, text) {
  if (!entries || !text.trim()) return () => {};
  const note = form.elements.kind?.value === "note";
  const entry = element("article", `entry entry--wait entry--${note ? "note" : "mine"}`, messageBody(text),
    element("p", "entry__state", form.dataset.sending));
  entry.ariaHidden = "true";
  const soon = setTimeout(() => {
    entries.append(entry);
    scrollTo({ top: 1e9, behavior: "instant" });
  }, SOON);
  return () => {
    clearTimeout(soon);
    entry.remove();
  };
}
